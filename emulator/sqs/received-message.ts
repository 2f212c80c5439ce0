import { md5Hex } from '../primitives/md5.ts';
import type { QueuedMessage } from '../runtime/message-queues.ts';

/** The attributes that a call asks for: `All`, names, and for message attributes prefixes such as `x.*` or `.*`. */
export type Wanted = readonly string[];

/** A message as ReceiveMessage returns it, with only the attributes that were asked for. */
export function toWire(message: QueuedMessage, systemAttributes: Wanted, messageAttributes: Wanted): unknown {
  const system = {
    SentTimestamp: String(message.sentAtMs),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAtMs),
  };
  const own = Object.entries(message.attributes).map(
    ([name, { type, value }]) => [name, { DataType: type, StringValue: value }] as const,
  );
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5Hex(message.body),
    ...present('Attributes', only(system, systemAttributes)),
    ...present('MessageAttributes', only(Object.fromEntries(own), messageAttributes)),
  };
}

/** The attributes that are asked for. */
export function only<T>(attributes: Record<string, T>, wanted: Wanted): Record<string, T> {
  const isWanted = (name: string) =>
    wanted.some((one) => one === 'All' || one === name || (one.endsWith('.*') && name.startsWith(one.slice(0, -2))));
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isWanted(name)));
}

function present(name: string, attributes: Record<string, unknown>): Record<string, unknown> {
  return Object.keys(attributes).length === 0 ? {} : { [name]: attributes };
}
