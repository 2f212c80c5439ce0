import { Icon } from '../controls/Icon.tsx';
import type { Preview } from '../view/preview.ts';

/**
 * The last line of a row in the inbox. The text has its own direction, so that a line which is too long keeps its
 * beginning.
 */
export function ThreadPreview({ preview }: { preview: Preview }) {
  const { kind, prefix, text } = preview;
  return (
    <span className="thread-preview" data-kind={kind}>
      {kind === 'failed' && <Icon name="alert" />}
      {kind === 'waiting' && <Icon name="clock" />}
      {prefix !== '' && <span className="thread-prefix">{prefix}</span>}
      <span className="thread-text" dir="auto">
        {text}
      </span>
    </span>
  );
}
