import * as z from 'zod';
import { attachment, attachmentSummary } from './attachments.ts';
import { clientMessageId, id, revision, seq, seqOrZero, timestamp } from './primitives.ts';

export const messageTypes = ['text', 'system', 'payment_completed', 'dispute_created', 'job_update'] as const;
export const messageType = z.enum(messageTypes).meta({ id: 'MessageType' });
export type MessageType = z.infer<typeof messageType>;

export const roles = ['client', 'freelancer'] as const;
export const role = z.enum(roles);
export type Role = z.infer<typeof role>;

export const user = z.object({ id, username: z.string() }).meta({ id: 'User', title: 'User' });
export type User = z.infer<typeof user>;

export const job = z.object({ id, title: z.string() }).meta({ id: 'Job', title: 'Job' });
export type Job = z.infer<typeof job>;

const lastMessage = z
  .object({
    seq,
    sender_id: id.nullable(),
    type: messageType,
    preview: z.string().describe('The first 100 code points of the content; empty once the message is deleted'),
    attachment: attachmentSummary.nullable().describe('null if it has no files'),
    sent_at: timestamp,
  })
  .meta({ id: 'LastMessage', title: 'LastMessage' });

export const readMark = z
  .object({ up_to_seq: seqOrZero, read_at: timestamp })
  .meta({ id: 'ReadMark', title: 'ReadMark' });
export type ReadMark = z.infer<typeof readMark>;

export const me = z
  .object({
    muted_until: z
      .union([timestamp, z.literal('forever')])
      .nullable()
      .describe('null if the thread is not muted, or no longer'),
    pinned: z.boolean(),
    archived: z.boolean().describe('A new message brings the thread back, unless it is muted'),
    marked_unread: z.boolean().describe('Ends when the user marks the thread as read or writes a message'),
    blocked: z.boolean().describe('The user has blocked the other participant'),
  })
  .meta({ id: 'Me', title: 'Me', description: "The caller's own side of the thread; nobody else sees it" });
/** A user's own side of a thread (ME-1). */
export type Me = z.infer<typeof me>;

export const thread = z
  .object({
    id,
    client: user,
    freelancer: user,
    job: job.nullable(),
    created_at: timestamp,
    last_message_at: timestamp.describe(
      'When the last message was sent; in an empty thread, when the thread was created',
    ),
    is_active: z.boolean(),
    closed_by: id
      .nullable()
      .describe(
        'Who has closed it: the id of a participant, or `marketplace`; null if it is active, or if nobody knows',
      ),
    last_seq: seqOrZero,
    last_message: lastMessage.nullable(),
    unread_count: z.int().min(0).describe('Of the user who receives this object'),
    read: z
      .record(z.string(), readMark)
      .describe('By user id: how far the user has read. Users who have read nothing are not in it'),
    me,
  })
  .meta({ id: 'Thread', title: 'Thread' });
/** A thread as one of its participants sees it. */
export type Thread = z.infer<typeof thread>;

const quote = z
  .object({
    seq,
    sender_id: id.nullable().describe('null for messages of the marketplace'),
    type: messageType,
    preview: z.string().describe('As in `last_message`, of the message as it is now'),
    is_deleted: z.boolean(),
  })
  .meta({ id: 'Quote', title: 'Quote' });

const reaction = z
  .object({ emoji: z.string(), user_ids: z.array(id).describe('In the order of their use') })
  .meta({ id: 'Reaction', title: 'Reaction' });

export const message = z
  .object({
    id,
    thread_id: id,
    seq,
    revision: revision.describe('Of two copies of a message the higher revision is true'),
    sender: user.nullable().describe('null for messages of the marketplace'),
    type: messageType,
    content: z.string().describe('Empty once the message is deleted'),
    sent_at: timestamp,
    edited_at: timestamp.nullable(),
    deleted_at: timestamp.nullable(),
    is_read: z
      .boolean()
      .describe(
        'Whether the participant who is not its sender has read it; for a message of the marketplace, whether the caller has',
      ),
    client_message_id: clientMessageId.nullable(),
    metadata: z.record(z.string(), z.unknown()).nullable(),
    reply_to: quote.nullable().describe('The message that it replies to'),
    reactions: z.array(reaction).describe('In the order of the first use of each emoji'),
    attachments: z.array(attachment).describe('Its files, in the order of the send'),
  })
  .meta({ id: 'Message', title: 'Message' });
/** A message as one of the participants sees it. */
export type Message = z.infer<typeof message>;

export const member = z
  .object({
    id,
    username: z.string(),
    role,
    online: z.boolean().describe('Whether the user has joined this thread on some device'),
  })
  .meta({ id: 'Member', title: 'Member' });
export type Member = z.infer<typeof member>;
