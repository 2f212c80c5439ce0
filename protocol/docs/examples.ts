import type { Attachment } from '../attachments.ts';
import type { ChangeDetail, ChangeEventName } from '../change-event.ts';
import { errorTable, type ErrorCode } from '../errors.ts';
import type { ErrorBody, EventData, EventName } from '../events.ts';
import type { Action, ClientFrameInput } from '../frames.ts';
import type { Message, Thread } from '../objects.ts';
import type { Problem } from '../results.ts';

const alice = { id: 'alice', username: 'Alice' };
const bob = { id: 'bob', username: 'Bob' };
const job = { id: 'job-7', title: 'A logo for a bakery' };
const threadId = 'thr_4f1c';
const sentAt = '2026-11-22T09:30:00.000Z';
const readAt = '2026-11-22T09:31:12.480Z';
/** The keys of a browser, as in RFC 8291, section 5. */
const pushPoint = 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4';
const pushEndpoint = 'https://push.example.com/v2/kz3Sg8';
const inThread = { thread_id: threadId, user_id: bob.id, user: bob.username };

const attachment: Attachment = {
  id: 'Yk3vQ8x1',
  kind: 'image',
  name: 'sketch.png',
  content_type: 'image/png',
  size: 48_213,
  width: 1200,
  height: 800,
  state: 'ready',
};
const storage = 'https://chat-files.s3.eu-central-1.amazonaws.com';

const message: Message = {
  id: 'msg_12',
  thread_id: threadId,
  seq: 12,
  revision: 0,
  sender: alice,
  type: 'text',
  content: 'When can you start?',
  sent_at: sentAt,
  edited_at: null,
  deleted_at: null,
  is_read: false,
  client_message_id: '0d6c6c1e',
  metadata: null,
  reply_to: { seq: 10, sender_id: bob.id, type: 'text', preview: 'I would like to do this.', is_deleted: false },
  reactions: [],
  attachments: [attachment],
};
const edited: Message = { ...message, revision: 1, content: 'When could you start?', edited_at: readAt };
const reacted: Message = { ...edited, revision: 2, reactions: [{ emoji: '👍', user_ids: [bob.id] }] };
const deleted: Message = { ...message, revision: 3, content: '', attachments: [], deleted_at: readAt };

const thread: Thread = {
  id: threadId,
  client: alice,
  freelancer: bob,
  job,
  created_at: '2026-11-20T16:00:00.000Z',
  last_message_at: sentAt,
  is_active: true,
  closed_by: null,
  last_seq: 12,
  last_message: {
    seq: 12,
    sender_id: alice.id,
    type: 'text',
    preview: message.content,
    attachment: { kind: 'image', name: 'sketch.png', count: 1 },
    sent_at: sentAt,
  },
  unread_count: 1,
  me: { muted_until: null, pinned: true, archived: false, marked_unread: false, blocked: false },
  read: { alice: { up_to_seq: 12, read_at: sentAt }, bob: { up_to_seq: 11, read_at: readAt } },
};

const markReadResult = { count: 1, up_to_seq: 12, read_at: readAt };

/** The bodies of REST requests and responses, by name. */
export const bodies = {
  message,
  edited,
  reacted,
  deleted,
  thread,
  namedThread: { client: alice, freelancer: bob, job },
  threadChange: { is_active: false },
  ownChange: { pinned: true, muted_until: 'forever' as const },
  newMessage: {
    content: message.content,
    client_message_id: '0d6c6c1e',
    after_seq: 11,
    reply_to: 10,
    attachments: [attachment.id],
  },
  newContent: { content: edited.content, revision: 0 },
  readUpTo: { up_to_seq: 12 },
  threadPage: { results: [thread], next_cursor: null },
  messagePage: { results: [message], has_more: false },
  readsPage: { results: [{ user: bob, read_at: readAt }] },
  markReadResult,
  unreadCount: { unread_count: 1, threads: { [threadId]: 1 } },
  searchPage: {
    results: [
      { message, thread: { id: threadId, client: alice, freelancer: bob, job }, highlights: [{ start: 0, end: 5 }] },
    ],
    next_cursor: null,
    searched_until: sentAt,
  },
  pushKey: { public_key: pushPoint },
  pushSubscription: { endpoint: pushEndpoint, keys: { p256dh: pushPoint, auth: 'BTBZMqHH6r4Tts7J_aSIgg' } },
  pushEndpoint: { endpoint: pushEndpoint },
  preferences: { quiet_hours: { from: '22:00', to: '07:00', time_zone: 'Europe/Istanbul' } },
  blockList: { results: [{ user_id: bob.id, blocked_at: readAt }] },
  newAttachment: { name: 'sketch.png', content_type: 'image/png', size: 48_213, width: 1200, height: 800 },
  upload: {
    attachment_id: attachment.id,
    parts: [
      {
        number: 1,
        from: 0,
        to: 48_213,
        url: `${storage}/files/dGhyXzRmMWM/Yk3vQ8x1?partNumber=1&X-Amz-Expires=3600`,
        headers: {},
      },
    ],
    expires_at: '2026-11-22T10:30:00.000Z',
  },
  attachment,
  attachmentLink: {
    url: `${storage}/files/dGhyXzRmMWM/Yk3vQ8x1?X-Amz-Expires=300`,
    expires_at: '2026-11-22T09:35:00.000Z',
  },
  document: { openapi: '3.1.1' },
};

/** A frame of each action, as a client writes it. */
export const frames: { [A in Action]: ClientFrameInput<A> } = {
  hello: { action: 'hello', request_id: '1' },
  join_thread: { action: 'join_thread', request_id: '2', thread_id: threadId, limit: 50 },
  leave_thread: { action: 'leave_thread', request_id: '9', thread_id: threadId },
  send_message: { action: 'send_message', request_id: '3', thread_id: threadId, ...bodies.newMessage },
  typing_start: { action: 'typing_start', thread_id: threadId },
  typing_stop: { action: 'typing_stop', thread_id: threadId },
  mark_as_read: { action: 'mark_as_read', request_id: '4', thread_id: threadId, up_to_seq: 12 },
  edit_message: { action: 'edit_message', request_id: '5', thread_id: threadId, seq: 12, ...bodies.newContent },
  delete_message: { action: 'delete_message', request_id: '6', thread_id: threadId, seq: 12 },
  add_reaction: { action: 'add_reaction', request_id: '10', thread_id: threadId, seq: 12, emoji: '👍' },
  remove_reaction: { action: 'remove_reaction', request_id: '11', thread_id: threadId, seq: 12, emoji: '👍' },
  ping: { action: 'ping', request_id: '7' },
};

const error: ErrorBody = {
  code: 'bad_request',
  message: 'content: is required',
  details: [{ field: 'content', message: 'is required' }],
};

/** The data of each event. */
export const events: { [E in EventName]: EventData<E> } = {
  connection_confirmed: { user: alice, connection_id: 'dGVzdA==', server_time: sentAt },
  thread_joined: {
    thread,
    messages: [message],
    has_more: true,
    members: [
      { ...alice, role: 'client', online: true },
      { ...bob, role: 'freelancer', online: false },
    ],
  },
  thread_left: { thread_id: threadId },
  user_joined: inThread,
  user_left: inThread,
  new_message: message,
  thread_updated: { thread },
  typing_start: inThread,
  typing_stop: inThread,
  messages_read: { ...inThread, ...markReadResult },
  message_edited: edited,
  message_deleted: deleted,
  message_updated: reacted,
  ok: {},
  pong: { server_time: sentAt },
  error,
};

const paymentAction = { label: 'View the receipt', url: 'https://market.example/payments/pay-55' };

/** An event of the marketplace, and its result. */
export const systemEvents = {
  event: {
    event_id: 'evt-981',
    event: 'payment_completed',
    client: alice,
    freelancer: bob,
    job,
    metadata: { payment_id: 'pay-55', amount: '120.00', currency: 'EUR' },
    action: paymentAction,
  },
  result: {
    thread_id: threadId,
    thread_created: false,
    message: {
      ...message,
      id: 'msg_13',
      seq: 13,
      sender: null,
      type: 'payment_completed',
      content: 'A payment of 120.00 EUR was completed.',
      client_message_id: null,
      reply_to: null,
      metadata: {
        event: 'payment_completed',
        action: paymentAction,
        payment_id: 'pay-55',
        amount: '120.00',
        currency: 'EUR',
      },
    },
    duplicate: false,
  },
};

/** The events to the marketplace. */
export const changes: { [N in ChangeEventName]: ChangeDetail<N> } = {
  'message.created': {
    event_id: `${threadId}/${message.seq}`,
    thread_id: threadId,
    seq: message.seq,
    message_id: message.id,
    type: 'text',
    sender: alice,
    recipients: [bob],
    sent_at: message.sent_at,
  },
  'message.read': {
    event_id: `${threadId}/freelancer/${message.seq}`,
    thread_id: threadId,
    seq: message.seq,
    user: bob,
    read_at: message.sent_at,
  },
  'message.unread': {
    event_id: `${threadId}/freelancer/unread/${message.seq}`,
    thread_id: threadId,
    seq: message.seq,
    user: bob,
    count: 2,
  },
  'thread.created': {
    event_id: threadId,
    thread_id: threadId,
    seq: 0,
    client: alice,
    freelancer: bob,
    job,
    created_at: message.sent_at,
  },
};

/** A problem of each code, as REST shows it. */
export function problemOf(code: ErrorCode): Problem {
  const { title, status } = errorTable[code];
  const head = { type: 'about:blank' as const, title, status, code };
  if (code === 'bad_request') return { ...head, detail: error.message, details: error.details };
  if (code === 'rate_limited') return { ...head, detail: 'Too many messages', retry_after_ms: 500 };
  return { ...head, detail: title };
}
