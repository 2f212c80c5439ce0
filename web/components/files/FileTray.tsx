import type { Upload } from '@marketplace-chat/client';
import { useChat } from '@marketplace-chat/react';
import { Icon } from '../controls/Icon.tsx';
import { errorText, words } from '../words/index.ts';
import { useObjectUrl } from './use-object-url.ts';

interface FileTrayProps {
  uploads: readonly Upload[];
  preparing: number;
  onRemove: (upload: Upload) => void;
}

/** Above the text field: the files of the next message, how far each is, and buttons to pause or remove it. */
export function FileTray({ uploads, preparing, onRemove }: FileTrayProps) {
  if (uploads.length === 0 && preparing === 0) return null;
  return (
    <ul className="file-tray" aria-label={words.files.tray}>
      {uploads.map((upload) => (
        <TrayItem key={upload.id} upload={upload} onRemove={() => onRemove(upload)} />
      ))}
      {preparing > 0 && (
        <li className="file-tray-item" role="status">
          <span className="spinner" />
          {words.files.preparing}
        </li>
      )}
    </ul>
  );
}

function percentOf({ sentBytes, file }: Upload): number {
  return Math.min(100, Math.floor((100 * sentBytes) / Math.max(1, file.size)));
}

function stateOf(upload: Upload): string {
  const { status } = upload;
  if (status.kind === 'failed') return errorText(status.error);
  if (status.kind === 'paused') return words.files.paused;
  return status.kind === 'done' ? words.files.uploaded : words.files.uploading(percentOf(upload));
}

function TrayItem({ upload, onRemove }: { upload: Upload; onRemove: () => void }) {
  const { client } = useChat();
  const { id, status, details } = upload;
  const { name } = details;
  return (
    <li className="file-tray-item" data-status={status.kind}>
      <Thumbnail {...details} />
      <span className="file-text">
        <span className="file-name" dir="auto">
          {name}
        </span>
        <span className="file-about">
          {words.files.size(upload.file.size)} · {stateOf(upload)}
        </span>
        {status.kind === 'uploading' && (
          <progress max={100} value={percentOf(upload)} aria-label={words.files.progress(name, percentOf(upload))} />
        )}
      </span>
      {status.kind === 'uploading' && (
        <TrayButton icon="pause" label={words.files.pause(name)} onClick={() => client.files.pause(id)} />
      )}
      {status.kind === 'paused' && (
        <TrayButton icon="play" label={words.files.resume(name)} onClick={() => client.files.resume(id)} />
      )}
      {status.kind === 'failed' && (
        <TrayButton icon="send" label={words.files.retry(name)} onClick={() => client.files.resume(id)} />
      )}
      <TrayButton icon="close" label={words.files.remove(name)} onClick={onRemove} />
    </li>
  );
}

/** What a picture or a video looks like; an icon for every other file. */
function Thumbnail({ preview, voice: isVoice }: Upload['details']) {
  const url = useObjectUrl(preview);
  if (url === null) return <Icon name={isVoice ? 'microphone' : 'file'} />;
  return <img className="file-thumbnail" src={url} alt="" />;
}

interface TrayButtonProps {
  icon: 'pause' | 'play' | 'send' | 'close';
  label: string;
  onClick: () => void;
}

function TrayButton({ icon, label, onClick }: TrayButtonProps) {
  return (
    <button type="button" className="icon-button" aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}
