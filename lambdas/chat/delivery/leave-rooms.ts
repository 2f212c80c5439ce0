import { eachLimited } from '../../async/each-limited.ts';
import type { Presence, UnfinishedEnd } from '../model/types.ts';
import type { Context } from '../ports/context.ts';
import { endMembership } from './forget-connections.ts';

/** How many rooms of one connection are left at once. A user has joined at most 100 (WS-8). */
const roomsInFlight = 20;

/** Takes an ended connection out of all its rooms; `user_left` follows in each (WS-15). */
export async function leaveRooms(ctx: Context, presence: Presence, ended: UnfinishedEnd): Promise<void> {
  const { connectionId, threadIds } = ended;
  const { userId } = presence;
  const leave = (threadId: string) =>
    endMembership(ctx, { userId, connectionId, threadId }, presence, () =>
      ctx.store.closeRoom(threadId, connectionId, ctx.nowMs),
    );
  await Promise.all([eachLimited([...threadIds], roomsInFlight, leave), ctx.store.forgetRooms(userId, connectionId)]);
}
