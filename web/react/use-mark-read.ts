import { useEffect, useState } from 'react';
import type { ThreadLog } from '@marketplace-chat/client';
import { useChat } from './chat.ts';

/** How long a message must be in sight to count as read; also gathers what arrives together into one request. */
const inSightMs = 300;

/** Marks what the user has in sight as read, while the window is the one that they look at. */
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
