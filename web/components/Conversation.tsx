import { useCallback, useState } from 'react';
import { ConversationContent } from './conversation/ConversationContent.tsx';
import { Part, type PartProps } from './Part.tsx';
import type { OpenOptions } from './part/part-context.ts';

/** Which conversation is shown, and what the app does for it. */
export interface ConversationProps extends PartProps {
  threadId: string;
  /** A message to show, from `onOpen`. */
  seq?: number | null | undefined;
  /** Called when the message of `seq` is shown: forget it, so that it can be chosen again. */
  onShown?: (() => void) | undefined;
}

/**
 * A conversation: its messages, and the field to write in. It fills the element around it, and needs no inbox. With
 * `onClose`, it has a button that leads back.
 *
 *     <Conversation threadId={threadId} />
 */
export function Conversation({ threadId, seq = null, onShown, onOpen, ...app }: ConversationProps) {
  // Without `onOpen`, only messages of this conversation can be opened.
  const [found, setFound] = useState<number | null>(null);
  const shown = useCallback(() => {
    setFound(null);
    onShown?.();
  }, [onShown]);
  const find = useCallback(
    (id: string, options: OpenOptions) => id === threadId && setFound(options.seq ?? null),
    [threadId],
  );
  return (
    <Part openThreadId={threadId} seq={seq ?? found} onShown={shown} onOpen={onOpen ?? find} {...app}>
      <ConversationContent key={threadId} threadId={threadId} />
    </Part>
  );
}
