import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { accountId, region } from '../primitives/pseudo-parameters.ts';
import { AwsError } from '../primitives/aws-protocol.ts';
import type { Callers } from '../iam/callers.ts';
import type { BusModel } from './model.ts';
import type { BusEvent, EventBus } from './event-bus.ts';

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html (1 MB since January 2026) */
const maxRequestBytes = 1_048_576;

const entry = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().default('default'),
  Resources: z.array(z.string()).default([]),
  Time: z.number().optional(),
});
const input = z.object({ Entries: z.array(entry).min(1).max(10) });
type Entry = z.output<typeof entry>;

interface EntryResult {
  EventId?: string;
  ErrorCode?: string;
  ErrorMessage?: string;
}

/**
 * Runs one PutEvents. Each entry gets an id or an error of its own; an event for an unknown bus gets an id and is
 * dropped. Throws an `AwsError` if the whole request is refused.
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function putEvents(
  { bus, buses, callers }: { bus: EventBus; buses: BusModel[]; callers: Callers },
  body: unknown,
  authorization: string | undefined,
): unknown {
  const parsed = input.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value at '${issue?.path.join('.')}' failed to satisfy constraint: ${issue?.message}`,
    );
  }
  const { Entries: entries } = parsed.data;
  if (entries.reduce((bytes, one) => bytes + sizeOf(one), 0) > maxRequestBytes) {
    throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
  }
  for (const name of new Set(entries.map(busName))) refuse(callers, buses, authorization, name);
  const results = entries.map((one) => putEntry(bus, one));
  return { FailedEntryCount: results.filter((result) => result.ErrorCode !== undefined).length, Entries: results };
}

/** An entry names its bus by name or ARN. */
const busName = (one: Entry): string => one.EventBusName.split('/').at(-1)!;

function refuse(callers: Callers, buses: BusModel[], authorization: string | undefined, name: string): void {
  const arn =
    buses.find((model) => model.name === name)?.arn ?? `arn:aws:events:${region}:${accountId}:event-bus/${name}`;
  const refusal = callers.refusal(authorization, { action: 'events:PutEvents', resource: arn });
  if (refusal !== null) throw new AwsError('AccessDeniedException', refusal);
}

function putEntry(bus: EventBus, one: Entry): EntryResult {
  const missing = (['Source', 'DetailType', 'Detail'] as const).find((name) => !one[name]);
  if (missing)
    return failure('InvalidArgument', `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`);
  if (one.Source!.startsWith('aws.'))
    return failure('NotAuthorizedForSourceException', 'Not authorized for the source.');
  const detail = parseObject(one.Detail!);
  if (detail === null) return failure('MalformedDetail', 'Detail is malformed.');
  const event = toEvent(one, detail);
  bus.put(busName(one), event);
  return { EventId: event.id };
}

const failure = (ErrorCode: string, ErrorMessage: string): EntryResult => ({ ErrorCode, ErrorMessage });

function toEvent(one: Entry, detail: Record<string, unknown>): BusEvent {
  const time = one.Time === undefined ? new Date() : new Date(one.Time * 1000);
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': one.DetailType!,
    source: one.Source!,
    account: accountId,
    time: time.toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: one.Resources,
    detail,
  };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** EventBridge's measure: 14 bytes for the time, and the bytes of the texts. */
function sizeOf(one: Entry): number {
  const texts = [one.Source ?? '', one.DetailType ?? '', one.Detail ?? '', ...one.Resources];
  return texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), one.Time === undefined ? 0 : 14);
}
