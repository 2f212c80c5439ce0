import { replyOf, type EventData, type ReplyEvent } from '../../protocol/events.ts';
import type { Action, ClientFrame } from '../../protocol/frames.ts';
import { applyChange } from '../chat/change-message.ts';
import { joinThread } from '../chat/join-thread.ts';
import { leaveThread } from '../chat/leave-thread.ts';
import { markAsRead } from '../chat/mark-as-read.ts';
import type { Recipient } from '../chat/model/types.ts';
import { isoTime } from '../chat/model/views.ts';
import type { Rules, UserContext } from '../chat/ports/context.ts';
import { react } from '../chat/react.ts';
import { renewConnection } from '../chat/renew-connection.ts';
import { sendMessage } from '../chat/send-message.ts';
import { showTyping } from '../chat/show-typing.ts';
import type { VerifyToken } from '../platform/tokens.ts';
import type { Participants } from './participants.ts';

/** The context of a frame: the connection that sent it, whose user is the caller, and what its action needs. */
export interface FrameContext extends UserContext {
  connection: Recipient;
  rules: Rules;
  verifyToken: VerifyToken;
  participants: Participants;
}

type Answers = { [A in Action]: (ctx: FrameContext, frame: ClientFrame<A>) => Promise<EventData<ReplyEvent<A>>> };

async function typing(ctx: FrameContext, frame: ClientFrame<'typing_start' | 'typing_stop'>): Promise<EventData<'ok'>> {
  await showTyping(ctx, frame.action, frame.thread_id);
  return {};
}

const answers: Answers = {
  async hello(ctx, { token }) {
    const { connectionId } = ctx.connection;
    const owner = token === undefined ? null : await ctx.verifyToken(token);
    if (owner !== null) await renewConnection(ctx, connectionId, owner);
    const { userId, username } = owner ?? ctx.caller;
    return { user: { id: userId, username }, connection_id: connectionId, server_time: isoTime(ctx.nowMs) };
  },
  async join_thread(ctx, frame) {
    const joined = await joinThread(ctx, ctx.connection.connectionId, frame);
    ctx.participants.learn(joined.thread);
    return joined;
  },
  leave_thread: (ctx, frame) => leaveThread(ctx, ctx.connection.connectionId, frame.thread_id),
  send_message: async (ctx, frame) => (await sendMessage(ctx, ctx.rules, frame)).message,
  typing_start: typing,
  typing_stop: typing,
  mark_as_read: (ctx, { thread_id, up_to_seq }) => markAsRead(ctx, thread_id, up_to_seq),
  edit_message: (ctx, { thread_id, seq, content, revision }) =>
    applyChange(ctx, ctx.rules, thread_id, seq, { kind: 'edit', content, revision }),
  delete_message: (ctx, { thread_id, seq }) => applyChange(ctx, ctx.rules, thread_id, seq, { kind: 'delete' }),
  add_reaction: (ctx, { thread_id, seq, emoji }) => react(ctx, thread_id, seq, { kind: 'add', emoji }),
  remove_reaction: (ctx, { thread_id, seq, emoji }) => react(ctx, thread_id, seq, { kind: 'remove', emoji }),
  ping: async (ctx) => ({ server_time: isoTime(ctx.nowMs) }),
};

/** These read the thread's own row before anything else, together with what else they need. */
const checkingThemselves: readonly Action[] = ['join_thread', 'leave_thread'];

/** Does what the frame asks for; returns the event that answers it, and its data. */
export async function answerFrame<A extends Action>(ctx: FrameContext, frame: ClientFrame<A>) {
  const answer = answers[frame.action as A] as Answers[A];
  if ('thread_id' in frame && !checkingThemselves.includes(frame.action))
    await ctx.participants.require(frame.thread_id, ctx.caller.userId);
  return { event: replyOf[frame.action as A], data: await answer(ctx, frame) };
}
