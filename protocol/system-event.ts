import * as z from 'zod';
import { action } from './action.ts';
import type { ErrorDetail } from './errors.ts';
import { isEventKey } from './metadata.ts';
import { message } from './objects.ts';
import { badRequest, detailsOf, requireShallow } from './parse.ts';
import { content, id, metadata } from './primitives.ts';
import { namedJob, namedUser } from './results.ts';
import { wording } from './wording.ts';

const amountRule = 'must be a number or a decimal string';
const amount = z
  .union([z.number(), z.string().regex(/^-?\d{1,30}(\.\d{1,30})?$/, amountRule)], { error: amountRule })
  .optional();
const currency = z
  .string()
  .regex(/^[A-Za-z]{3}$/, 'must be three letters')
  .optional();
const text = z.string().optional();

const proposal = z.looseObject({ proposal_id: text, amount, currency });

/** The metadata of each event (SYS-5). Other keys are allowed. */
export const eventMetadata = {
  hire: z.looseObject({ contract_id: text, rate: amount, currency }),
  proposal_submitted: proposal,
  proposal_accepted: proposal,
  proposal_rejected: proposal,
  job_update: z.looseObject({ status: text, previous_status: text }),
  payment_completed: z.looseObject({ payment_id: text, amount, currency }),
  dispute_created: z.looseObject({ dispute_id: text, reason: text }),
  system: z.looseObject({}),
} as const;

export type MarketplaceEvent = keyof typeof eventMetadata;
export const marketplaceEvents = Object.keys(eventMetadata) as [MarketplaceEvent, ...MarketplaceEvent[]];

/** The metadata of an event's message, as it is stored (SYS-10). */
export function messageMetadata({ event, action: button, metadata: given }: SystemEvent): Record<string, unknown> {
  return { event, ...(button && { action: button }), ...given };
}

export const systemEvent = z
  .object({
    event_id: id.describe('The idempotency key: the same id within 30 days returns the first result'),
    event: z.enum(marketplaceEvents),
    thread_id: id.optional().describe('An existing thread; else `client` and `freelancer` name one'),
    client: namedUser.optional(),
    freelancer: namedUser.optional(),
    job: namedJob.nullish(),
    content: content.optional().describe('Default: a text that describes the event'),
    metadata: metadata.optional(),
    counts_as_unread: z.boolean().default(true),
    action: action.optional().describe('One button on the card'),
    is_active: z.boolean().optional().describe('Opens or closes the thread with the message'),
  })
  .meta({ id: 'SystemEvent', title: 'SystemEvent' });
export type SystemEvent = z.output<typeof systemEvent>;

export const systemEventResult = z
  .object({ thread_id: id, thread_created: z.boolean(), message, duplicate: z.boolean() })
  .meta({ id: 'SystemEventResult', title: 'SystemEventResult' });
export type SystemEventResult = z.infer<typeof systemEventResult>;

/** What is wrong with the address: an existing thread, or a triple of two different people, is needed. */
function addressIssues(value: unknown): ErrorDetail[] {
  if (typeof value !== 'object' || value === null) return [];
  const { thread_id: threadId, client, freelancer } = value as Record<string, { id?: unknown } | undefined>;
  if (threadId === undefined) {
    const missing = Object.entries({ client, freelancer }).filter(([, user]) => user === undefined);
    if (missing.length > 0)
      return missing.map(([field]) => ({ field, message: 'is required where there is no thread_id' }));
  }
  if (client?.id !== undefined && client.id === freelancer?.id) {
    return [{ field: 'freelancer.id', message: 'must not be the client' }];
  }
  return [];
}

function metadataIssues(value: unknown): ErrorDetail[] {
  if (typeof value !== 'object' || value === null) return [];
  const { event, metadata: given } = value as Record<string, unknown>;
  const known = typeof event === 'string' && Object.hasOwn(eventMetadata, event);
  const schema = known ? eventMetadata[event as MarketplaceEvent] : undefined;
  if (schema === undefined || typeof given !== 'object' || given === null || Array.isArray(given)) return [];
  const ofChat = Object.keys(given).filter(isEventKey);
  return [
    ...detailsOf(schema.safeParse(given, { error: wording }).error?.issues ?? [], 'metadata'),
    ...ofChat.map((field) => ({ field, message: `is set by the chat, from the field ${field} beside metadata` })),
  ].map(({ field, message: wrong }) => ({ field: `metadata.${field}`, message: wrong }));
}

/**
 * Returns an event of the marketplace. Throws `bad_request`, which names every bad field at once (SYS-8): of the event,
 * of its metadata (which depends on the event) and of its address.
 */
export function parseSystemEvent(value: unknown): SystemEvent {
  requireShallow(value, 'payload');
  const result = systemEvent.safeParse(value, { error: wording });
  const details = [
    ...detailsOf(result.error?.issues ?? [], 'payload'),
    ...addressIssues(value),
    ...metadataIssues(value),
  ];
  if (result.success && details.length === 0) return result.data;
  throw badRequest(details);
}
