import { ChatError } from '../../protocol/errors.ts';
import type { Message } from '../../protocol/objects.ts';
import { announceMessage } from './delivery/announce-message.ts';
import { appendAtEnd, type Attempt, type Decision } from './log/append-at-end.ts';
import { findRepeat, seemsTooFarBack, type Repeat, type RepeatableSend } from './log/find-repeat.ts';
import { recordName, withLastToken } from './log/participant.ts';
import { readQuotes } from './log/read-quotes.ts';
import { recordHead } from './log/record-head.ts';
import { requireAttachments } from './log/require-attachments.ts';
import { requireQuotable } from './log/require-quotable.ts';
import { putUnreadRows } from './log/unread-rows.ts';
import { requireUnblocked } from './model/blocks.ts';
import type { Draft } from './model/draft.ts';
import { headOf } from './model/head.ts';
import { withTokenName } from './model/names.ts';
import { nextMessage } from './model/next-message.ts';
import { requireParticipant } from './model/participant.ts';
import { noQuotes, type Quotes } from './model/quotes.ts';
import type { LogMessage, ParticipantSnapshot } from './model/types.ts';
import { missingUnreadRows } from './model/unread.ts';
import { viewMessage } from './model/views.ts';
import type { Rules, UserContext } from './ports/context.ts';

export interface SendRequest {
  thread_id: string;
  content: string;
  type: string;
  metadata?: Record<string, unknown> | undefined;
  /** The client's idempotency key. */
  client_message_id?: string | undefined;
  /** The last seq up to which the client knows that its message is not there. */
  after_seq?: number | undefined;
  /** The seq of the message that it replies to. */
  reply_to?: number | undefined;
  /** The ids of its files. */
  attachments?: string[] | undefined;
}

/**
 * Sends a user's message (WS-9, WS-10, WS-12, WS-14, WS-16, RE-1, ME-3, ATT-4). It is committed once it is in the log.
 * A repeat does again what follows: the pushes and the thread's own row. `repeat` says that an earlier call had
 * committed the message.
 */
export async function sendMessage(
  handshake: UserContext,
  rules: Rules,
  request: SendRequest,
): Promise<{ message: Message; repeat: boolean }> {
  requireText(request);
  const { ctx, message, newest, snapshot, repeat, connections, quotes } = await commit(handshake, rules, request);
  const { role } = snapshot;
  const shown = withTokenName(snapshot.thread, role, ctx.caller.username);
  const named = await recordName(ctx, { role, snapshot, thread: shown });
  const rowsPut = repeat ? [] : missingUnreadRows({ ...named, head: headOf(message) });
  await announceMessage(ctx, {
    event: 'new_message',
    message,
    quotes,
    newest,
    seen: { ...snapshot, thread: named },
    connections,
  });
  const thread = await recordHead(ctx, named, headOf(newest), { rowsPut, toldSeq: message.seq });
  return { message: viewMessage({ ...named, marks: thread.marks }, message, role, quotes), repeat };
}

function requireText({ type }: SendRequest): void {
  if (type === 'text') return;
  throw new ChatError('forbidden', 'type: users send only text', {
    details: [{ field: 'type', message: 'must be text' }],
  });
}

/**
 * Commits the message at the end of the log, or finds the one that this send repeats. `newest` is the newest message
 * then.
 */
async function commit(handshake: UserContext, rules: Rules, request: SendRequest) {
  const first = await firstLook(handshake, request);
  const ctx = await withLastToken(handshake, first);
  // What it replies to is read after all other refusals, and once, however often the append is tried.
  const reply: { quotes?: Quotes } = {};
  const result = await appendAtEnd<Repeat, ParticipantSnapshot>(first, {
    decide: (snapshot) => decide(ctx, rules, snapshot, request),
    async append(message, snapshot) {
      const [quotes, attachments] = await Promise.all([
        reply.quotes ?? requireQuotable(ctx, snapshot, request.reply_to),
        requireAttachments(ctx, snapshot, request.attachments ?? []),
      ]);
      reply.quotes = quotes;
      if (attachments === null) return { kind: 'lost', taken: null };
      return append(ctx, { ...message, attachments }, snapshot);
    },
    readAgain: () => readLog(ctx, request.thread_id),
  });
  const { snapshot } = result;
  if (result.kind === 'appended') {
    const { message } = result;
    const { quotes = noQuotes } = reply;
    return { ctx, message, newest: message, snapshot, repeat: false, connections: undefined, quotes };
  }
  const { message, connections } = result.result;
  const quotes = await readQuotes(ctx, snapshot.thread.id, [message]);
  return { ctx, message, newest: snapshot.messages[0] ?? message, snapshot, repeat: true, connections, quotes };
}

/**
 * The first read may be eventually consistent, at half the price: the commit's condition notices a log that has grown
 * since. Only a refusal of a participant must not rest on it.
 */
async function firstLook(ctx: UserContext, request: SendRequest): Promise<ParticipantSnapshot> {
  const { thread, ...seen } = await ctx.store.readThread(request.thread_id, { messages: 1, consistent: false });
  if (thread !== null) {
    const snapshot = requireParticipant({ ...seen, thread }, ctx.caller.userId);
    const isOpen = thread.isActive && thread.blockedBy.length === 0;
    if (isOpen && !seemsTooFarBack(snapshot, sendOf(ctx, snapshot, request))) return snapshot;
  }
  const snapshot = await readLog(ctx, request.thread_id);
  const [newest] = snapshot.messages;
  if (newest === undefined || snapshot.thread.isActive) return snapshot;
  // A message of the marketplace may have reopened the thread, by a call that died before it wrote so into
  // the thread's row.
  return { ...snapshot, thread: await recordHead(ctx, snapshot.thread, headOf(newest)) };
}

async function readLog(ctx: UserContext, threadId: string): Promise<ParticipantSnapshot> {
  const snapshot = await ctx.store.readThread(threadId, { messages: 1, consistent: true });
  return requireParticipant(snapshot, ctx.caller.userId);
}

function sendOf(ctx: UserContext, { role }: ParticipantSnapshot, request: SendRequest): RepeatableSend {
  return {
    identity: { author: role, clientMessageId: request.client_message_id ?? null, id: ctx.requestId },
    afterSeq: request.after_seq,
  };
}

/**
 * A repeat is answered even if the thread has since been closed or blocked, so it is looked for before every refusal.
 * The rate limit comes last: a repeat does not count towards it.
 */
async function decide(
  ctx: UserContext,
  rules: Rules,
  snapshot: ParticipantSnapshot,
  request: SendRequest,
): Promise<Decision<Repeat>> {
  const send = sendOf(ctx, snapshot, request);
  const repeat = await findRepeat(ctx, snapshot, send);
  if (repeat !== null) return { kind: 'settled', result: repeat };
  requireUnblocked(snapshot.thread);
  if (!snapshot.thread.isActive) throw new ChatError('thread_inactive', 'the thread is closed for messages');
  const draft: Draft = {
    ...send.identity,
    type: 'text',
    content: request.content,
    metadata: request.metadata === undefined ? null : JSON.stringify(request.metadata),
    replyTo: request.reply_to,
    countsAsUnread: true,
  };
  return { kind: 'append', message: nextMessage(snapshot.messages[0], draft, ctx.nowMs, rules.rateLimit) };
}

async function append(
  ctx: UserContext,
  message: LogMessage,
  { thread }: ParticipantSnapshot,
): Promise<Attempt<Repeat>> {
  const ahead = { ...thread, head: headOf(message) };
  const [appended] = await Promise.all([
    ctx.store.appendMessage(thread.id, message),
    putUnreadRows(ctx, ahead, missingUnreadRows(ahead)),
  ]);
  if (appended.done) return { kind: 'appended', message };
  return { kind: 'lost', taken: appended.taken };
}
