import { useEffect, useRef, useState } from 'react';
import type { ThreadLog } from '@marketplace-chat/client';
import { nameOf, withoutDirections } from '../view/names.ts';
import { strings } from '../view/strings.ts';

/** Long enough for a screen reader to notice. A text that stayed would be read again by users who browse the page. */
const spokenMs = 3_000;

/** Returns the newest message of others as text for a screen reader, for a short time after it arrives. */
export function useAnnouncement(log: ThreadLog, userId: string): string {
  const [announcement, setAnnouncement] = useState('');
  const announcedSeq = useRef<number | null>(null);
  const last = log.messages.at(-1);
  const live = log.status.kind === 'live';
  useEffect(() => {
    if (!live) return;
    const isNew = announcedSeq.current !== null && last !== undefined && last.seq > announcedSeq.current;
    if (isNew && last.sender?.id !== userId) {
      const name = last.sender === null ? strings.message.marketplace : nameOf(last.sender);
      setAnnouncement(strings.conversation.arrived(name, withoutDirections(last.content)));
    }
    announcedSeq.current = last?.seq ?? 0;
  }, [live, last, userId]);
  useEffect(() => {
    const timer = setTimeout(() => setAnnouncement(''), spokenMs);
    return () => clearTimeout(timer);
  }, [announcement]);
  return announcement;
}
