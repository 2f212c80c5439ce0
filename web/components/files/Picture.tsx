import { useEffect, useRef, useState } from 'react';
import type { Attachment } from '../../../protocol/attachments.ts';
import type { Message } from '../../../protocol/objects.ts';
import { lazyPart } from '../controls/lazy-part.tsx';
import { words } from '../words/index.ts';
import { useIsNear } from './use-is-near.ts';
import { useLink } from './use-link.ts';

const Viewer = lazyPart(async () => (await import('./Viewer.tsx')).Viewer);

interface PictureProps {
  message: Message;
  attachment: Attachment;
  tabbable: boolean;
}

/** A picture in the conversation. Its place has the right size before its bytes are there, so that nothing moves. */
export function Picture({ message, attachment, tabbable }: PictureProps) {
  const [isOpen, setOpen] = useState(false);
  const { id, name, width = 4, height = 3, thumbhash } = attachment;
  const place = { threadId: message.thread_id, attachmentId: id };
  const [hasPreview, setHasPreview] = useState(true);
  const button = useRef<HTMLButtonElement>(null);
  const isNear = useIsNear(button);
  const preview = useLink({ ...place, preview: true }, { enabled: isNear && hasPreview });
  const whole = useLink(place, { enabled: isNear && (preview.isMissing || !hasPreview) });
  const blurred = useBlurred(thumbhash);
  const shown = hasPreview && !preview.isMissing ? preview : whole;
  return (
    <>
      <button
        ref={button}
        type="button"
        className="file-picture"
        tabIndex={tabbable ? 0 : -1}
        aria-label={words.files.open(name)}
        style={{ aspectRatio: `${width} / ${height}`, ...(blurred && { backgroundImage: `url(${blurred})` }) }}
        onClick={() => setOpen(true)}
      >
        {shown.url !== null && (
          <img src={shown.url} alt="" loading="lazy" onError={() => shown.renew() || setHasPreview(false)} />
        )}
      </button>
      {isOpen && <Viewer message={message} firstId={id} onClose={() => setOpen(false)} />}
    </>
  );
}

/** What a picture looks like before it is loaded. */
function useBlurred(thumbhash: string | undefined): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (thumbhash === undefined) return;
    let isShown = true;
    void import('./blurred.ts').then(({ blurredUrl }) => isShown && setUrl(blurredUrl(thumbhash))).catch(() => {});
    return () => void (isShown = false);
  }, [thumbhash]);
  return url;
}
