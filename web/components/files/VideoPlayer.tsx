import { useRef } from 'react';
import type { Attachment } from '../../../protocol/attachments.ts';
import { notify } from '../state/toasts.ts';
import { words } from '../words/index.ts';
import { playAgain } from './play-again.ts';
import { useLink, useLinkTo, type FilePlace } from './use-link.ts';

/** A video with the browser's own controls. Nothing of it is loaded before it is played but its picture. */
export function VideoPlayer({ attachment, place }: { attachment: Attachment; place: FilePlace }) {
  const { url } = useLink(place, { enabled: true });
  const { url: poster } = useLink({ ...place, preview: true }, { enabled: attachment.thumbhash !== undefined });
  const linkTo = useLinkTo();
  const isRenewed = useRef(false);
  const renew = async (element: HTMLVideoElement) => {
    const isTried = isRenewed.current;
    isRenewed.current = true;
    if (isTried || !(await playAgain(element, await linkTo(place, { isRenewed: true }))))
      notify('error', words.files.linkFailed);
  };
  return (
    <video
      controls
      preload="none"
      aria-label={attachment.name}
      onError={({ currentTarget }) => void renew(currentTarget)}
      onPlaying={() => void (isRenewed.current = false)}
      {...(url !== null && { src: url })}
      {...(poster !== null && { poster })}
    />
  );
}
