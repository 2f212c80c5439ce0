import { useState, type KeyboardEvent } from 'react';
import type { Message } from '../../../protocol/objects.ts';
import { Dialog } from '../controls/Dialog.tsx';
import { Icon, type IconName } from '../controls/Icon.tsx';
import { towardsEnd } from '../view/sideways.ts';
import { words } from '../words/index.ts';
import { openLink } from './open-link.ts';
import { useLink, useLinkTo } from './use-link.ts';

const zooms = [1, 1.5, 2, 3, 4];

interface ViewerProps {
  message: Message;
  /** The picture to begin with. */
  firstId: string;
  onClose: () => void;
}

/** A message's pictures, one at a time and as large as the window: arrow keys go through them, + and - zoom. */
export function Viewer({ message, firstId, onClose }: ViewerProps) {
  const pictures = message.attachments.filter(({ kind, state }) => kind === 'image' && state === 'ready');
  const [index, setIndex] = useState(() =>
    Math.max(
      0,
      pictures.findIndex(({ id }) => id === firstId),
    ),
  );
  const [zoom, setZoom] = useState(0);
  const picture = pictures[index];
  const linkTo = useLinkTo();
  const place = { threadId: message.thread_id, attachmentId: picture?.id ?? firstId };
  const { url, renew } = useLink(place, { enabled: picture !== undefined });
  if (picture === undefined) return null;
  const show = (next: number) => {
    if (next < 0 || next >= pictures.length) return;
    setIndex(next);
    setZoom(0);
  };
  const zoomTo = (next: number) => setZoom(Math.max(0, Math.min(zooms.length - 1, next)));
  const keys: Record<string, () => void> = {
    ArrowLeft: () => zoom === 0 && show(index - towardsEnd()),
    ArrowRight: () => zoom === 0 && show(index + towardsEnd()),
    '+': () => zoomTo(zoom + 1),
    '=': () => zoomTo(zoom + 1),
    '-': () => zoomTo(zoom - 1),
  };
  const onKeyDown = (event: KeyboardEvent) => keys[event.key]?.();
  return (
    <Dialog title={picture.name} onClose={onClose}>
      <div className="viewer" onKeyDown={onKeyDown}>
        <div className="viewer-picture" tabIndex={0} role="group" aria-label={words.files.viewer} autoFocus>
          {url !== null && (
            <img
              src={url}
              alt={picture.name}
              style={{ width: `${zooms[zoom]! * 100}%` }}
              onClick={() => zoomTo(zoom === 0 ? 2 : 0)}
              onError={renew}
            />
          )}
        </div>
        <div className="viewer-buttons">
          <ViewerButton icon="back" label={words.files.previous} isOff={index === 0} onClick={() => show(index - 1)} />
          <ViewerButton
            icon="forward"
            label={words.files.next}
            isOff={index === pictures.length - 1}
            onClick={() => show(index + 1)}
          />
          <ViewerButton icon="minus" label={words.files.zoomOut} isOff={zoom === 0} onClick={() => zoomTo(zoom - 1)} />
          <ViewerButton
            icon="plus"
            label={words.files.zoomIn}
            isOff={zoom === zooms.length - 1}
            onClick={() => zoomTo(zoom + 1)}
          />
          <ViewerButton
            icon="down"
            label={words.files.download(picture.name)}
            onClick={() => void openLink(linkTo(place))}
          />
          <ViewerButton icon="close" label={words.dismiss} onClick={onClose} />
        </div>
      </div>
    </Dialog>
  );
}

interface ViewerButtonProps {
  icon: IconName;
  label: string;
  isOff?: boolean;
  onClick: () => void;
}

function ViewerButton({ icon, label, isOff = false, onClick }: ViewerButtonProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      aria-disabled={isOff}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
