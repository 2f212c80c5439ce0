import type { Attachment } from '../../../protocol/attachments.ts';
import { Icon } from '../controls/Icon.tsx';
import { words } from '../words/index.ts';
import { openLink } from './open-link.ts';
import { useLinkTo, type FilePlace } from './use-link.ts';

interface FileCardProps {
  attachment: Attachment;
  place: FilePlace;
  tabbable: boolean;
}

/** The ending of a name, as people know kinds of files. */
function endingOf(name: string): string {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1] ?? '';
  return ending.toUpperCase();
}

/** A document: its name, kind and size. It is opened or downloaded by a link that is made for the click. */
export function FileCard({ attachment, place, tabbable }: FileCardProps) {
  const linkTo = useLinkTo();
  const { name, size, state } = attachment;
  const about =
    state === 'ready'
      ? [endingOf(name), words.files.size(size)].filter((part) => part !== '').join(' · ')
      : words.files[state];
  return (
    <button
      type="button"
      className="file-card"
      data-state={state}
      tabIndex={tabbable ? 0 : -1}
      disabled={state !== 'ready'}
      aria-label={`${words.files.download(name)}. ${about}`}
      onClick={() => void openLink(linkTo(place))}
    >
      <Icon name={state === 'blocked' ? 'alert' : 'file'} />
      <span className="file-text">
        <span className="file-name" dir="auto">
          {name}
        </span>
        <span className="file-about">{about}</span>
      </span>
    </button>
  );
}
