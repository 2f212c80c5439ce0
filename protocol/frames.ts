import * as z from 'zod';
import { limits } from './limits.ts';
import {
  clientMessageId,
  contentOrFiles,
  emoji,
  id,
  pageSize,
  revision,
  seq,
  seqOrZero,
  userMetadata,
} from './primitives.ts';

const requestId = id.optional().describe('Comes back in the reply to this frame, and nowhere else');

function frame<A extends string, F extends z.ZodRawShape>(action: A, fields: F) {
  return z.object({ action: z.literal(action), request_id: requestId, ...fields });
}

/** The fields of a send, over the socket and over REST. */
export const sendFields = {
  content: contentOrFiles.default(''),
  /** Any string passes here: a type other than `text` is `forbidden`, not `bad_request` (WS-12). */
  type: z.string().default('text').describe('Users send only `text`'),
  client_message_id: clientMessageId.optional(),
  metadata: userMetadata.optional(),
  after_seq: seqOrZero.optional().describe('The last `seq` up to which the client knows that its message is not there'),
  reply_to: seq.optional().describe('The message of this thread that it replies to'),
  attachments: z
    .array(id)
    .max(limits.attachmentsPerMessage)
    .refine((ids) => new Set(ids).size === ids.length, { message: 'must not name a file twice' })
    .optional()
    .describe('Files that have been uploaded to this thread; `content` may then be empty'),
};

/** A message has text or files (WS-12). */
export function requireSomething(
  { content: text, attachments = [] }: { content: string; attachments?: string[] | undefined },
  ctx: z.RefinementCtx,
): void {
  if (text !== '' || attachments.length > 0) return;
  ctx.addIssue({ code: 'custom', path: ['content'], message: 'must not be empty' });
}

/** The fields of an edit, over the socket and over REST. */
export const editFields = {
  content: contentOrFiles,
  revision: revision.optional().describe('The edit is refused with `conflict` if the message has another one'),
};

/** Every frame that a client may send, by action. */
export const clientFrames = {
  hello: frame('hello', {
    token: z.string().optional().describe('A fresh token of the same user, to renew the connection'),
  }),
  join_thread: frame('join_thread', { thread_id: id, after_seq: seqOrZero.optional(), limit: pageSize.optional() }),
  leave_thread: frame('leave_thread', { thread_id: id }),
  send_message: frame('send_message', { thread_id: id, ...sendFields }).superRefine(requireSomething),
  typing_start: frame('typing_start', { thread_id: id }),
  typing_stop: frame('typing_stop', { thread_id: id }),
  mark_as_read: frame('mark_as_read', { thread_id: id, up_to_seq: seqOrZero.optional().describe('Default: all') }),
  edit_message: frame('edit_message', { thread_id: id, seq, ...editFields }),
  delete_message: frame('delete_message', { thread_id: id, seq }),
  add_reaction: frame('add_reaction', { thread_id: id, seq, emoji }),
  remove_reaction: frame('remove_reaction', { thread_id: id, seq, emoji }),
  ping: frame('ping', {}),
} as const;

export type Action = keyof typeof clientFrames;
export const actions = Object.keys(clientFrames) as Action[];

/** A parsed frame: checked, normalised, with defaults. */
export type ClientFrame<A extends Action = Action> = { [K in A]: z.output<(typeof clientFrames)[K]> }[A];
/** A frame as a client writes it. */
export type ClientFrameInput<A extends Action = Action> = { [K in A]: z.input<(typeof clientFrames)[K]> }[A];
