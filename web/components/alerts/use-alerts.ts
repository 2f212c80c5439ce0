import { useEffect, useRef } from 'react';
import type { ChatClient } from '@marketplace-chat/client';
import { useChat } from '@marketplace-chat/react';
import type { Thread } from '../../../protocol/objects.ts';
import { alertChoice } from '../state/alert-choice.ts';
import { usePart, type Surroundings } from '../part/part-context.ts';
import { arrivalWatch, isLoud } from '../view/arrivals.ts';
import { showNotification } from './notification.ts';
import { playSound } from './sound.ts';

/** In this time the message is marked as read if the user is reading it, in this tab, in another or elsewhere. */
const patienceMs = 1_000;

/** Tells the user of messages that arrive and that they are not reading. */
export function useAlerts(): void {
  const { client, me } = useChat();
  const part = useRef<Surroundings>(null);
  const surroundings = usePart();
  useEffect(() => void (part.current = surroundings));
  useEffect(() => {
    const arrived = arrivalWatch(me.id, client.serverNowMs());
    // The newest message of a thread that the user was told of: an alert shows the last one, and so covers all before.
    const told = new Map<string, number>();
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const look = () => {
      for (const { id, last_seq: seq } of arrived(threadsOf(client))) {
        const timer = setTimeout(() => {
          timers.delete(timer);
          const thread = threadsOf(client).find((one) => one.id === id);
          if (thread === undefined || seq <= (told.get(id) ?? 0)) return;
          if (!isLoud(thread, { userId: me.id, seq, now: new Date(client.serverNowMs()) })) return;
          told.set(id, thread.last_seq);
          if (part.current !== null) alert(thread, me.id, part.current);
        }, patienceMs);
        timers.add(timer);
      }
    };
    look();
    const stop = client.on('inbox', look);
    return () => {
      stop();
      timers.forEach(clearTimeout);
    };
  }, [client, me.id]);
}

function threadsOf({ inbox }: ChatClient) {
  return [...inbox.threads, ...inbox.archived];
}

function alert(thread: Thread, userId: string, { isOpen, open }: Surroundings): void {
  const isLooking = document.visibilityState === 'visible' && document.hasFocus();
  if (isLooking && isOpen(thread.id)) return;
  const { notifications, sound } = alertChoice.get();
  if (sound) playSound();
  if (notifications && !isLooking) void showNotification(thread, userId, { silent: sound, open });
}
