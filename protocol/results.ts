import * as z from 'zod';
import { errorBody } from './events.ts';
import { message, thread, user } from './objects.ts';
import { id, jobTitle, seqOrZero, timestamp, username } from './primitives.ts';

export const threadPage = z
  .object({
    results: z.array(thread),
    next_cursor: z
      .string()
      .nullable()
      .describe('null on the last page. Another page may have fewer threads than `limit`'),
  })
  .meta({ id: 'ThreadPage' });
export const messagePage = z
  .object({
    results: z.array(message).describe('Oldest first'),
    has_more: z.boolean().describe('With `after_seq`: whether newer ones remain. Without: whether older ones exist'),
    has_newer: z.boolean().optional().describe('Only with `around_seq`: whether newer ones remain'),
  })
  .meta({ id: 'MessagePage' });
export const readsPage = z
  .object({ results: z.array(z.object({ user, read_at: timestamp })) })
  .meta({ id: 'ReadsPage' });
export const markReadResult = z
  .object({
    count: z.int().min(0).describe('Messages of others that became read by this call'),
    up_to_seq: seqOrZero,
    read_at: timestamp,
  })
  .meta({ id: 'MarkReadResult' });
export const unreadCount = z
  .object({
    unread_count: z.int().min(0),
    threads: z
      .record(z.string(), z.int().min(1))
      .describe('By thread id. Threads without unread messages are not in it'),
  })
  .meta({ id: 'UnreadCount' });

export type ThreadPage = z.infer<typeof threadPage>;
export type MessagePage = z.infer<typeof messagePage>;
export type ReadsPage = z.infer<typeof readsPage>;
export type MarkReadResult = z.infer<typeof markReadResult>;
export type UnreadCount = z.infer<typeof unreadCount>;

/** A user as a request names them. */
export const namedUser = z.object({ id, username: username.optional() }).meta({ id: 'NamedUser' });
/** A job as a request names it. */
export const namedJob = z.object({ id, title: jobTitle.optional() }).meta({ id: 'NamedJob' });
export type NamedUser = z.infer<typeof namedUser>;
export type NamedJob = z.infer<typeof namedJob>;

/** A problem document (RFC 9457), with the error's code and the wrong fields. */
export const problem = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    ...errorBody.pick({ code: true, details: true, retry_after_ms: true }).shape,
  })
  .meta({ id: 'Problem', title: 'Problem' });
export type Problem = z.infer<typeof problem>;
