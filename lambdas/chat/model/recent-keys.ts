import { createHash } from 'node:crypto';
import { limits } from '../../../protocol/limits.ts';
import type { Author, LogMessage } from './types.ts';

/**
 * Every message carries the keys of the last 32 messages, its own first. The newest message of a log is therefore
 * enough to see whether a send is a repeat, and which message it repeats (WS-10).
 */

/**
 * Short, because each message carries 32 of them. A match may be a coincidence, so the message itself has
 * to be compared.
 */
const keyBytes = 8;

/**
 * What identifies a send: its author's idempotency key or, without one, the request, which API Gateway
 * may deliver twice.
 */
export type SendIdentity = Pick<LogMessage, 'author' | 'clientMessageId' | 'id'>;

function keyOf({ author, clientMessageId, id }: SendIdentity): Buffer {
  const identity = JSON.stringify(clientMessageId === null ? [author, null, id] : [author, clientMessageId]);
  return createHash('sha256').update(identity).digest().subarray(0, keyBytes);
}

/** Sends of the marketplace have an identity elsewhere, their event's: zeros keep their place. */
const noKey = Buffer.alloc(keyBytes);

function ownKeyOf(identity: SendIdentity): Buffer {
  return identity.author === ('marketplace' satisfies Author) ? noKey : keyOf(identity);
}

/** The recent keys of the message that follows `newest`. */
export function recentKeysAfter(newest: LogMessage | undefined, identity: SendIdentity): Uint8Array {
  const earlier = newest?.recentKeys ?? new Uint8Array();
  const kept = earlier.subarray(0, (limits.repeatWindow - 1) * keyBytes);
  const recent = new Uint8Array(keyBytes + kept.length);
  recent.set(ownKeyOf(identity));
  recent.set(kept, keyBytes);
  return recent;
}

/** The seqs of the messages, among the last 32, that have the send's key; newest first. */
export function seqsWithKey(newest: LogMessage, identity: SendIdentity): number[] {
  const key = keyOf(identity);
  const places = Array.from({ length: newest.recentKeys.length / keyBytes }, (_, place) => place);
  const matching = places.filter((place) =>
    key.equals(newest.recentKeys.subarray(place * keyBytes, (place + 1) * keyBytes)),
  );
  return matching.map((place) => newest.seq - place);
}

/** Whether the message is the one that the send has committed before. */
export function isSameSend(message: LogMessage, { author, clientMessageId, id }: SendIdentity): boolean {
  if (message.author !== author) return false;
  return clientMessageId === null ? message.id === id : message.clientMessageId === clientMessageId;
}
