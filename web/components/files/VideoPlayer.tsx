import type { Attachment } from '../../../protocol/attachments.ts';
import { useLink, type FilePlace } from './use-link.ts';

/** A video with the browser's own controls. Nothing of it is loaded before it is played but its picture. */
export function VideoPlayer({ attachment, place }: { attachment: Attachment; place: FilePlace }) {
  const url = useLink(place, { enabled: true });
  const poster = useLink({ ...place, preview: true }, { enabled: attachment.thumbhash !== undefined });
  return (
    <video
      controls
      preload="none"
      aria-label={attachment.name}
      {...(url !== null && { src: url })}
      {...(poster !== null && { poster })}
    />
  );
}
