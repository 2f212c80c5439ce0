import { useEffect, useState } from 'react';
import type { ThreadLog } from '@marketplace-chat/client';

/**
 * The `seq` after which messages are shown as new: those that were unread when the conversation was opened, later those
 * that arrive while the window does not have the focus. Null if there is no line to draw. `clear` removes the line.
 */
export function useNewLine(log: ThreadLog, userId: string): { newAfterSeq: number | null; clear: () => void } {
  const [line, setLine] = useState<number | null | undefined>(undefined);
  if (line === undefined && log.status.kind === 'live' && log.thread !== null) {
    setLine(log.thread.unread_count > 0 ? (log.thread.read[userId]?.up_to_seq ?? 0) : null);
  }
  const lastSeq = log.messages.at(-1)?.seq ?? 0;
  const lastSeqOfOthers = log.messages.findLast((message) => message.sender?.id !== userId)?.seq ?? 0;
  useEffect(() => {
    const lookAway = () => setLine(lastSeq);
    // If nothing has arrived meanwhile, the line would appear later, while the user is reading.
    const lookBack = () => setLine((after) => (after != null && lastSeqOfOthers <= after ? null : after));
    addEventListener('blur', lookAway);
    addEventListener('focus', lookBack);
    return () => {
      removeEventListener('blur', lookAway);
      removeEventListener('focus', lookBack);
    };
  }, [lastSeq, lastSeqOfOthers]);
  return { newAfterSeq: line ?? null, clear: () => setLine(null) };
}
