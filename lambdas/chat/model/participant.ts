import { roles, type Role, type User } from '../../../protocol/objects.ts';
import { notFound } from './errors.ts';
import type { LogMessage, ParticipantSnapshot, Snapshot, Thread } from './types.ts';

export function otherRole(role: Role): Role {
  return role === 'client' ? 'freelancer' : 'client';
}

/**
 * The user's role in the thread.
 * @throws ChatError `not_found` if the user is not a participant, exactly as for a thread that does not exist (WS-5)
 */
export function roleOf(thread: Thread, userId: string): Role {
  const role = roles.find((candidate) => thread[candidate].id === userId);
  if (role === undefined) throw notFound('thread');
  return role;
}

/**
 * The snapshot, narrowed: its thread exists and the user is a participant.
 * @throws ChatError `not_found` in any other case (WS-5)
 */
export function requireParticipant(snapshot: Snapshot, userId: string): ParticipantSnapshot {
  const { thread } = snapshot;
  if (thread === null) throw notFound('thread');
  return { ...snapshot, thread, role: roleOf(thread, userId) };
}

/** The user who wrote a message; null for the marketplace. */
export function senderOf(thread: Thread, { author, outsider }: Pick<LogMessage, 'author' | 'outsider'>): User | null {
  if (outsider !== undefined) return outsider;
  return author === 'marketplace' ? null : thread[author];
}
