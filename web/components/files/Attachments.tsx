import type { Attachment } from '../../../protocol/attachments.ts';
import type { Message } from '../../../protocol/objects.ts';
import { lazyPart } from '../controls/lazy-part.tsx';
import { FileCard } from './FileCard.tsx';
import { Picture } from './Picture.tsx';

const AudioPlayer = lazyPart(async () => (await import('./AudioPlayer.tsx')).AudioPlayer);
const VideoPlayer = lazyPart(async () => (await import('./VideoPlayer.tsx')).VideoPlayer);

interface AttachmentsProps {
  message: Message;
  tabbable: boolean;
}

/** The files of a message: pictures, players and cards. */
export function Attachments({ message, tabbable }: AttachmentsProps) {
  if (message.attachments.length === 0) return null;
  return (
    <div className="files" dir="ltr">
      {message.attachments.map((attachment) => (
        <AnyFile key={attachment.id} message={message} attachment={attachment} tabbable={tabbable} />
      ))}
    </div>
  );
}

function AnyFile({ attachment, ...props }: AttachmentsProps & { attachment: Attachment }) {
  const { kind, state } = attachment;
  const place = { threadId: props.message.thread_id, attachmentId: attachment.id };
  if (state === 'ready' && kind === 'image') return <Picture attachment={attachment} {...props} />;
  if (state === 'ready' && kind === 'video')
    return (
      <div className="file-video" style={{ aspectRatio: `${attachment.width ?? 16} / ${attachment.height ?? 9}` }}>
        <VideoPlayer attachment={attachment} place={place} />
      </div>
    );
  if (state === 'ready' && (kind === 'audio' || kind === 'voice'))
    return (
      <div className="file-audio">
        <AudioPlayer attachment={attachment} place={place} />
      </div>
    );
  return <FileCard attachment={attachment} place={place} tabbable={props.tabbable} />;
}
