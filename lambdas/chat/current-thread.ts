import type { Role } from '../../protocol/objects.ts';
import { announceThread } from './announce-thread.ts';
import type { Snapshot, Thread } from './model.ts';
import { asParticipant } from './participant.ts';
import type { UserContext } from './ports.ts';
import { recordHead } from './record-head.ts';

/**
 * The caller's thread as it is once its own row has been brought up to its log, and the caller's part in it, or `not_found`. A
 * message of the marketplace whose process died over it may bring a deleted thread back by that: then everybody is told.
 */
export async function asCurrentParticipant(ctx: UserContext, snapshot: Snapshot): Promise<{ thread: Thread; role: Role }> {
  const { thread, role } = await asParticipant(ctx, snapshot);
  const before = snapshot.thread as Thread;
  const recorded = await recordHead(ctx, before, thread.head);
  const current = { ...recorded, [role]: thread[role] };
  if (before.hiddenFor.length > 0 && recorded.hiddenFor.length === 0) await announceThread(ctx, current);
  return { thread: current, role };
}
