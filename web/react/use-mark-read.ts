import { useEffect, useState } from 'react';
import type { ThreadLog } from '@marketplace-chat/client';
import { useChat } from './chat.ts';

/** How long a message has to be visible to count as read. Messages that arrive within this time share one request. */
const inSightMs = 300;

/** Marks the visible messages as read while the window has the focus. */
export function useMarkRead(log: ThreadLog, seqInSight: number): void {
  const { client, me } = useChat();
  const looking = useLooking();
  const { threadId, thread, status } = log;
  const readSeq = thread?.read[me.id]?.up_to_seq ?? 0;
  const due = looking && status.kind === 'live' && seqInSight > readSeq && (thread?.unread_count ?? 0) > 0;
  useEffect(() => {
    if (!due) return;
    const timer = setTimeout(() => void client.markAsRead(threadId, seqInSight), inSightMs);
    return () => clearTimeout(timer);
  }, [client, threadId, seqInSight, due]);
}

function isLooking(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}

function useLooking(): boolean {
  const [looking, setLooking] = useState(isLooking);
  useEffect(() => {
    const update = () => setLooking(isLooking());
    const events = ['focus', 'blur', 'visibilitychange'];
    for (const event of events) addEventListener(event, update);
    return () => events.forEach((event) => removeEventListener(event, update));
  }, []);
  return looking;
}
