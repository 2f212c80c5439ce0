import * as z from 'zod';

const userId = z.string();
const threadId = z.string();
const seq = z.int().min(1);

/** What is to be decided later about notifications. Ids only: no text, no key. */
export const notificationJob = z.discriminatedUnion('kind', [
  /** Push a message, unless it has been read. */
  z.object({ kind: z.literal('message'), userId, threadId, seq }),
  /** Remind the marketplace of a thread, unless it has been read. */
  z.object({ kind: z.literal('reminder'), userId, threadId }),
  /** Push what has come in quiet hours, which end then. */
  z.object({ kind: z.literal('summary'), userId, endsAtMs: z.number() }),
  /** Push again to a subscription that could not take it. Without a thread it is a summary. */
  z.object({
    kind: z.literal('retry'),
    userId,
    threadId: threadId.nullable(),
    seq: seq.nullable(),
    subscriptionId: z.string(),
    attempt: z.int().min(1),
  }),
]);
export type NotificationJob = z.infer<typeof notificationJob>;
export type JobOf<K extends NotificationJob['kind']> = Extract<NotificationJob, { kind: K }>;
