import * as z from 'zod';
import { commonErrors as common, threadPath, type Endpoint } from './endpoint.ts';
import { editFields, requireSomething, sendFields } from './frames.ts';
import { message, thread } from './objects.ts';
import { blockList, inboxViews, ownChange } from './own-side.ts';
import { emoji, id, seqOrZero } from './primitives.ts';
import { intText, isActiveText, limit } from './query.ts';
import { markReadResult, messagePage, namedJob, namedUser, readsPage, threadPage, unreadCount } from './results.ts';

const userPath = z.object({ user_id: id });
const messagePath = z.object({ ...threadPath.shape, seq: intText(1) });
const reactionPath = z.object({ ...messagePath.shape, emoji });
const isActiveBody = z.object({ is_active: z.boolean() }).meta({ id: 'ThreadChange' });

/** The endpoints of threads, messages and blocks, and the description of REST. */
export const chatEndpoints = {
  listThreads: {
    method: 'GET',
    path: '/threads/',
    summary: "The caller's threads, pinned ones before all others, newest activity first",
    query: z.object({
      limit,
      cursor: z.string().max(1_000).optional().describe('`next_cursor` of the page before'),
      is_active: isActiveText.optional(),
      view: z
        .enum(inboxViews)
        .optional()
        .describe(
          '`inbox` (default): all but archived ones; `archived`: only these; `unread`: with unread messages or marked so; `all`',
        ),
    }),
    responses: { 200: threadPage },
    errors: common,
  },
  createThread: {
    method: 'POST',
    path: '/threads/',
    summary:
      'The thread of a client, a freelancer and a job; created if it does not exist and the caller may create it',
    body: z.object({ client: namedUser, freelancer: namedUser, job: namedJob.nullish() }),
    responses: { 200: thread, 201: thread },
    errors: [...common, 'forbidden', 'payload_too_large'],
  },
  findThread: {
    method: 'GET',
    path: '/threads/by-participants/',
    summary: 'The thread of a client, a freelancer and a job; without `job`, the one that has none',
    query: z.object({ client: id, freelancer: id, job: id.optional() }),
    responses: { 200: thread },
    errors: common,
  },
  getThread: {
    method: 'GET',
    path: '/threads/{id}/',
    summary: 'One thread',
    params: threadPath,
    responses: { 200: thread },
    errors: common,
  },
  putThread: {
    method: 'PUT',
    path: '/threads/{id}/',
    summary: 'Close or reopen a thread',
    params: threadPath,
    body: isActiveBody,
    responses: { 200: thread },
    errors: [...common, 'forbidden', 'payload_too_large'],
  },
  patchThread: {
    method: 'PATCH',
    path: '/threads/{id}/',
    summary: 'Close or reopen a thread',
    params: threadPath,
    body: isActiveBody,
    responses: { 200: thread },
    errors: [...common, 'forbidden', 'payload_too_large'],
  },
  deleteThread: {
    method: 'DELETE',
    path: '/threads/{id}/',
    summary: "Close a thread and take it off the caller's list; it stays readable",
    params: threadPath,
    responses: { 204: null },
    errors: common,
  },
  setOwn: {
    method: 'PATCH',
    path: '/threads/{id}/me/',
    summary: "Change the caller's own side of a thread: mute, pin, archive, mark as unread",
    params: threadPath,
    body: ownChange,
    responses: { 200: thread },
    errors: [...common, 'conflict', 'payload_too_large'],
  },
  listMessages: {
    method: 'GET',
    path: '/threads/{id}/messages/',
    summary: 'Messages of a thread, oldest first: the newest ones, those before, after, or around a sequence number',
    params: threadPath,
    query: z
      .object({
        limit,
        before_seq: intText(1).optional().describe('Only messages before this one'),
        after_seq: intText(0).optional().describe('Only messages after this one'),
        around_seq: intText(1).optional().describe('Half of the page before this one, half from it on'),
      })
      .describe('At most one of `before_seq`, `after_seq` and `around_seq`')
      .superRefine(({ limit: _limit, ...places }, ctx) => {
        const [first, second] = Object.entries(places).flatMap(([name, seq]) => (seq === undefined ? [] : [name]));
        if (first === undefined || second === undefined) return;
        ctx.addIssue({ code: 'custom', path: [first], message: `must not be given together with ${second}` });
      }),
    responses: { 200: messagePage },
    errors: common,
  },
  sendMessage: {
    method: 'POST',
    path: '/threads/{id}/messages/',
    summary: 'Send a message; a repeat of an earlier one is 200',
    params: threadPath,
    body: z.object(sendFields).superRefine(requireSomething).meta({ id: 'SendMessage' }),
    responses: { 200: message, 201: message },
    errors: [...common, 'forbidden', 'conflict', 'thread_inactive', 'payload_too_large'],
  },
  editMessage: {
    method: 'PATCH',
    path: '/threads/{id}/messages/{seq}/',
    summary: 'Edit a message of your own',
    params: messagePath,
    body: z.object(editFields),
    responses: { 200: message },
    errors: [...common, 'forbidden', 'conflict', 'thread_inactive', 'payload_too_large'],
  },
  deleteMessage: {
    method: 'DELETE',
    path: '/threads/{id}/messages/{seq}/',
    summary: 'Delete a message of your own; it becomes empty and keeps its sequence number',
    params: messagePath,
    responses: { 200: message },
    errors: [...common, 'forbidden'],
  },
  addReaction: {
    method: 'PUT',
    path: '/threads/{id}/messages/{seq}/reactions/{emoji}/',
    summary: 'React to a message with an emoji',
    params: reactionPath,
    responses: { 200: message },
    errors: [...common, 'forbidden', 'conflict', 'thread_inactive'],
  },
  removeReaction: {
    method: 'DELETE',
    path: '/threads/{id}/messages/{seq}/reactions/{emoji}/',
    summary: 'Take back a reaction of your own',
    params: reactionPath,
    responses: { 200: message },
    errors: [...common, 'forbidden', 'conflict', 'thread_inactive'],
  },
  listReads: {
    method: 'GET',
    path: '/threads/{id}/messages/{seq}/reads/',
    summary: 'Who has read a message, and when',
    params: messagePath,
    responses: { 200: readsPage },
    errors: common,
  },
  markRead: {
    method: 'POST',
    path: '/threads/{id}/mark-read/',
    summary: 'Mark messages as read: all, or up to a sequence number',
    params: threadPath,
    body: z.object({ up_to_seq: seqOrZero.optional() }),
    responses: { 200: markReadResult },
    errors: [...common, 'payload_too_large'],
  },
  unreadCount: {
    method: 'GET',
    path: '/unread-count/',
    summary: 'The unread messages of the caller, in total and for each thread',
    responses: { 200: unreadCount },
    errors: common,
  },
  block: {
    method: 'PUT',
    path: '/blocks/{user_id}/',
    summary: 'Block a user: neither reaches the other any more',
    params: userPath,
    responses: { 204: null },
    errors: [...common, 'conflict'],
  },
  unblock: {
    method: 'DELETE',
    path: '/blocks/{user_id}/',
    summary: 'Unblock a user',
    params: userPath,
    responses: { 204: null },
    errors: common,
  },
  listBlocks: {
    method: 'GET',
    path: '/blocks/',
    summary: 'The users whom the caller has blocked',
    responses: { 200: blockList },
    errors: common,
  },
  openapi: {
    method: 'GET',
    path: '/openapi.json',
    summary: 'This document',
    responses: { 200: z.record(z.string(), z.unknown()) },
    errors: ['internal'],
    open: true,
  },
} as const satisfies Record<string, Endpoint>;
