import { blockUser, listBlocks, unblockUser } from '../chat/block-user.ts';
import { applyChange } from '../chat/change-message.ts';
import { countUnread } from '../chat/count-unread.ts';
import { createThread } from '../chat/create-thread.ts';
import { deleteThread } from '../chat/delete-thread.ts';
import { listMessages } from '../chat/list-messages.ts';
import { listReads } from '../chat/list-reads.ts';
import { listThreads } from '../chat/list-threads.ts';
import { markAsRead } from '../chat/mark-as-read.ts';
import { react } from '../chat/react.ts';
import { findThread, readThread } from '../chat/read-thread.ts';
import { sendMessage } from '../chat/send-message.ts';
import { setActive } from '../chat/set-active.ts';
import { setOwnSide } from '../chat/set-own-side.ts';
import type { CreationRules, Rules } from '../chat/ports/context.ts';
import { ok, type AnswersOf, type BaseParts } from './answer-request.ts';

/** What the endpoints of threads, messages and blocks work with. */
export interface ChatParts extends BaseParts {
  rules: Rules & CreationRules;
}

/** What the function `http` answers. */
export const chatAnswers: AnswersOf<'http', ChatParts> = {
  listThreads: async (ctx, { query }) => ok(await listThreads(ctx, query)),
  async createThread(ctx, { body }) {
    const { thread, created } = await createThread(ctx, ctx.rules, body);
    return { status: created ? 201 : 200, body: thread };
  },
  findThread: async (ctx, { query }) => ok(await findThread(ctx, query)),
  getThread: async (ctx, { params }) => ok(await readThread(ctx, params.id)),
  putThread: async (ctx, { params, body }) => ok(await setActive(ctx, params.id, body.is_active)),
  patchThread: async (ctx, { params, body }) => ok(await setActive(ctx, params.id, body.is_active)),
  async deleteThread(ctx, { params }) {
    await deleteThread(ctx, params.id);
    return { status: 204 };
  },
  setOwn: async (ctx, { params, body }) => ok(await setOwnSide(ctx, params.id, body)),
  listMessages: async (ctx, { params, query }) => ok(await listMessages(ctx, params.id, query)),
  async sendMessage(ctx, { params, body }) {
    const { message, repeat } = await sendMessage(ctx, ctx.rules, { ...body, thread_id: params.id });
    return { status: repeat ? 200 : 201, body: message };
  },
  editMessage: async (ctx, { params, body }) =>
    ok(await applyChange(ctx, ctx.rules, params.id, params.seq, { kind: 'edit', ...body })),
  deleteMessage: async (ctx, { params }) =>
    ok(await applyChange(ctx, ctx.rules, params.id, params.seq, { kind: 'delete' })),
  addReaction: async (ctx, { params: { id, seq, emoji } }) => ok(await react(ctx, id, seq, { kind: 'add', emoji })),
  removeReaction: async (ctx, { params: { id, seq, emoji } }) =>
    ok(await react(ctx, id, seq, { kind: 'remove', emoji })),
  listReads: async (ctx, { params }) => ok(await listReads(ctx, params.id, params.seq)),
  async markRead(ctx, { params, body }) {
    const { count, up_to_seq, read_at } = await markAsRead(ctx, params.id, body.up_to_seq);
    return ok({ count, up_to_seq, read_at });
  },
  unreadCount: async (ctx) => ok(await countUnread(ctx)),
  async block(ctx, { params }) {
    await blockUser(ctx, params.user_id);
    return { status: 204 };
  },
  async unblock(ctx, { params }) {
    await unblockUser(ctx, params.user_id);
    return { status: 204 };
  },
  listBlocks: async (ctx) => ok(await listBlocks(ctx)),
};
