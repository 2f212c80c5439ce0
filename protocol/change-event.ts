import * as z from 'zod';
import { job, messageType, user } from './objects.ts';
import { id, seq, seqOrZero, timestamp } from './primitives.ts';

/** The source of these events on the bus. */
export const changeEventSource = 'chat';

const common = {
  event_id: id.describe(
    'The same in each delivery of one event: deliveries come at least once, and in no promised order',
  ),
  thread_id: id,
};

/**
 * The events to the marketplace (EVT-1), by detail type. It may send e-mail or push notifications for them. Names in
 * them are trustworthy ones; if none is known, the id is shown instead (OBJ-7).
 */
export const changeEvents = {
  'message.created': z
    .object({
      ...common,
      seq,
      message_id: id,
      type: messageType,
      sender: user.nullable().describe('null for messages of the marketplace itself'),
      recipients: z.array(user).describe('The participants who did not write it'),
      sent_at: timestamp,
      content: z.string().optional().describe('Only with the setting eventText (EVT-2)'),
    })
    .meta({ id: 'MessageCreated', title: 'MessageCreated' }),
  'message.read': z
    .object({ ...common, seq: seqOrZero.describe('Read up to here'), user, read_at: timestamp })
    .meta({ id: 'MessageRead', title: 'MessageRead' }),
  'message.unread': z
    .object({
      ...common,
      seq: seq.describe('The oldest message that the user has not read'),
      user,
      count: z.int().min(1).describe('Unread messages of the thread'),
    })
    .meta({ id: 'MessageUnread', title: 'MessageUnread' }),
  'thread.created': z
    .object({ ...common, seq: seqOrZero, client: user, freelancer: user, job: job.nullable(), created_at: timestamp })
    .meta({ id: 'ThreadCreated', title: 'ThreadCreated' }),
} as const;

export type ChangeEventName = keyof typeof changeEvents;
export const changeEventNames = Object.keys(changeEvents) as ChangeEventName[];

/** Those of the kinds that follow from a change of the table at once; a reminder comes later, if at all. */
export function immediateKinds(kinds: readonly ChangeEventName[]): ChangeEventName[] {
  return kinds.filter((name) => name !== 'message.unread');
}

export type ChangeDetail<N extends ChangeEventName> = z.output<(typeof changeEvents)[N]>;
/** One event: its detail type and its detail. */
export type ChangeEvent = { [N in ChangeEventName]: { name: N; detail: ChangeDetail<N> } }[ChangeEventName];
