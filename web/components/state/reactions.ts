import type { ChatClient } from '@marketplace-chat/client';
import type { Message } from '../../../protocol/objects.ts';
import { frequentEmojis, hasReacted } from '../view/reactions.ts';
import { browserStorage } from './storage.ts';
import { succeeds } from './toasts.ts';

const keyOf = (userId: string) => `chat.emojis:${userId}`;

/** The emojis that the user has reacted with last on this device, newest first. */
export function recentEmojis(userId: string): string[] {
  const saved = browserStorage.getItem(keyOf(userId));
  return saved === null || saved === '' ? [] : saved.split(' ');
}

function noteEmoji(userId: string, emoji: string): void {
  const recent = [emoji, ...recentEmojis(userId).filter((other) => other !== emoji)];
  browserStorage.setItem(keyOf(userId), recent.slice(0, frequentEmojis.length).join(' '));
}

/** Drops them on signing out. */
export function forgetEmojis(userId: string): void {
  browserStorage.removeItem(keyOf(userId));
}

/** Adds the user's reaction, or takes it back if it is there. Tells the user if that fails. */
export async function toggleReaction(
  client: ChatClient,
  message: Message,
  userId: string,
  emoji: string,
): Promise<void> {
  const { thread_id: threadId, seq } = message;
  const isThere = hasReacted(message, userId, emoji);
  if (!isThere) noteEmoji(userId, emoji);
  const call = isThere ? client.removeReaction(threadId, seq, emoji) : client.addReaction(threadId, seq, emoji);
  await succeeds(call, 'react');
}
