import { useEffect, useRef, useState } from 'react';
import type { ThreadLog } from '@marketplace-chat/client';
import type { Message, Thread } from '../../../protocol/objects.ts';
import { nameOf, withoutDirections } from '../view/names.ts';
import { messageText } from '../view/message-text.ts';
import { momentOf, readerOf } from '../view/moments.ts';
import { plainText } from '../view/plain.ts';
import { words } from '../words/index.ts';

/** Long enough for a screen reader to notice. A text that stayed would be read again by users who browse the page. */
const spokenMs = 3_000;
/** Of more messages that arrive at once only the last are read out. */
const spokenMax = 3;

/** What a screen reader reads out. The key is another one for each, so that equal texts in a row are both read. */
export interface Announcement {
  key: number;
  texts: readonly string[];
}

const nothing: Announcement = { key: 0, texts: [] };

/** Returns the newest messages of others as texts for a screen reader, for a short time after they arrive. */
export function useAnnouncement(log: ThreadLog, userId: string): Announcement {
  const [announcement, setAnnouncement] = useState(nothing);
  const announcedSeq = useRef<number | null>(null);
  const { messages, thread } = log;
  const live = log.status.kind === 'live';
  useEffect(() => {
    if (!live) return;
    const lastSeq = messages.at(-1)?.seq ?? 0;
    const texts = announcedSeq.current === null ? [] : textsAfter(announcedSeq.current, messages, userId, thread);
    if (texts.length > 0) setAnnouncement({ key: lastSeq, texts });
    announcedSeq.current = lastSeq;
  }, [live, messages, userId, thread]);
  useEffect(() => {
    const timer = setTimeout(() => setAnnouncement(nothing), spokenMs);
    return () => clearTimeout(timer);
  }, [announcement]);
  return announcement;
}

function textsAfter(seq: number, messages: readonly Message[], userId: string, thread: Thread | null): string[] {
  return messages
    .slice(-spokenMax)
    .filter((message) => message.seq > seq && message.sender?.id !== userId)
    .map((message) => {
      const name = message.sender === null ? words.message.marketplace : nameOf(message.sender);
      return words.conversation.arrived(name, withoutDirections(spoken(message, userId, thread)));
    });
}

function spoken(message: Message, userId: string, thread: Thread | null): string {
  if (message.sender === null && thread !== null) return momentOf(message, readerOf(thread, userId)).text;
  return plainText(messageText(message));
}
