import type { Attachment } from '../../../protocol/attachments.ts';
import { notify } from '../state/toasts.ts';
import { words } from '../words/index.ts';
import { useLink, useLinkTo, type FilePlace } from './use-link.ts';
import { usePlayAgain } from './use-play-again.ts';

/** A video with the browser's own controls. Nothing of it is loaded before it is played but its picture. */
export function VideoPlayer({ attachment, place }: { attachment: Attachment; place: FilePlace }) {
  const { url } = useLink(place, { enabled: true });
  const { url: poster } = useLink({ ...place, preview: true }, { enabled: attachment.thumbhash !== undefined });
  const linkTo = useLinkTo();
  const again = usePlayAgain(
    () => linkTo(place, { isRenewed: true }),
    () => notify('error', words.files.linkFailed),
  );
  return (
    <video
      controls
      preload="none"
      aria-label={attachment.name}
      {...again}
      {...(url !== null && { src: url })}
      {...(poster !== null && { poster })}
    />
  );
}
