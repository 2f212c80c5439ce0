import type { Role } from '../../../protocol/objects.ts';
import type { Snapshot, Thread } from '../model/types.ts';
import { asParticipant } from './participant.ts';
import type { UserContext } from '../ports/context.ts';
import { recordHead } from './record-head.ts';

/** The caller's thread, once its own row has been brought up to its log, and the caller's part in it, or `not_found`. */
export async function recordAsParticipant(
  ctx: UserContext,
  snapshot: Snapshot,
): Promise<{ thread: Thread; role: Role }> {
  const { thread, role } = await asParticipant(ctx, snapshot);
  const recorded = await recordHead(ctx, snapshot.thread as Thread, thread.head);
  return { thread: { ...recorded, [role]: thread[role] }, role };
}
