import { useEffect, useState } from 'react';
import type { ThreadLog } from '@marketplace-chat/client';

/**
 * After which `seq` messages count as new on screen: what was unread when the conversation was opened, later what arrives
 * while the user looks elsewhere. The line stays while it is being read. Null draws none.
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
    // Where nothing has arrived meanwhile, a line would come up later, under the eyes of the reader.
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
