import * as z from 'zod';
import { errorTable, type ErrorCode } from './errors.ts';
import type { Action } from './frames.ts';
import { member, message, thread, user } from './objects.ts';
import { id, seqOrZero, timestamp } from './primitives.ts';

const userInThreadFields = { thread_id: id, user_id: id, user: z.string().describe('The username') };
const userInThread = z.object(userInThreadFields).meta({ id: 'UserInThread' });

const errorCode = z.enum(Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]]).meta({ id: 'ErrorCode' });
const errorDetail = z
  .object({
    field: z.string().describe('Its path, such as `client.id`'),
    message: z.string(),
    current: message.optional().describe('With `conflict` of an edit: the message as it is'),
  })
  .meta({ id: 'ErrorDetail' });

export const errorBody = z
  .object({
    code: errorCode,
    message: z.string(),
    details: z.array(errorDetail).optional().describe('Each field that is wrong'),
    retry_after_ms: z.int().min(0).optional().describe('How long to wait before the next attempt'),
  })
  .meta({ id: 'Error', title: 'Error' });
export type ErrorBody = z.infer<typeof errorBody>;

/** The data of every frame that the server sends, by event. */
export const serverEvents = {
  connection_confirmed: z.object({ user, connection_id: id, server_time: timestamp }),
  thread_joined: z.object({
    thread,
    messages: z.array(message).describe('Oldest first'),
    has_more: z.boolean().describe('Without `after_seq`: older ones exist; with it: newer ones remain'),
    members: z.array(member),
  }),
  thread_left: z.object({ thread_id: id }),
  user_joined: userInThread,
  user_left: userInThread,
  new_message: message,
  thread_updated: z.object({ thread }),
  typing_start: userInThread,
  typing_stop: userInThread,
  messages_read: z.object({
    ...userInThreadFields,
    count: z.int().min(0).describe('Messages of others that became read by this call'),
    up_to_seq: seqOrZero,
    read_at: timestamp,
  }),
  message_edited: message,
  message_deleted: message,
  message_updated: message,
  ok: z.object({}),
  pong: z.object({ server_time: timestamp }),
  error: errorBody,
} as const;

export type EventName = keyof typeof serverEvents;
export type EventData<E extends EventName = EventName> = { [K in E]: z.output<(typeof serverEvents)[K]> }[E];

/** A frame from the server. Only a reply has a `request_id` (WS-2). */
export type ServerFrame<E extends EventName = EventName> = {
  [K in E]: { event: K; request_id?: string; data: EventData<K> };
}[E];

/** The event that answers each action if it succeeds. */
export const replyOf = {
  hello: 'connection_confirmed',
  join_thread: 'thread_joined',
  leave_thread: 'thread_left',
  send_message: 'new_message',
  typing_start: 'ok',
  typing_stop: 'ok',
  mark_as_read: 'messages_read',
  edit_message: 'message_edited',
  delete_message: 'message_deleted',
  add_reaction: 'message_updated',
  remove_reaction: 'message_updated',
  ping: 'pong',
} as const satisfies Record<Action, EventName>;

/**
 * Actions that are answered only if their frame has a `request_id` or fails (WS-4): a reply costs as much as
 * the frame itself.
 */
export const quietActions: ReadonlySet<Action> = new Set(['typing_start', 'typing_stop']);

export type ReplyEvent<A extends Action> = (typeof replyOf)[A];
