import { ChatError } from '../../../protocol/errors.ts';
import type { MessageType } from '../../../protocol/objects.ts';
import type { Author, LogMessage, RateLimit, Snapshot } from '../model/types.ts';
import { takeFromBucket } from '../model/rate-limit.ts';
import { nothingSaid } from '../model/thread.ts';

export interface Draft {
  id: string;
  author: Author;
  type: MessageType;
  content: string;
  clientMessageId: string | null;
  metadata: string | null;
  countsAsUnread: boolean;
}

/**
 * The message that follows `newest` in the log: its seq, the running counts and the rate limit's state, or `rate_limited`.
 * Time never runs backwards in a log.
 */
export function nextMessage(
  newest: LogMessage | undefined,
  draft: Draft,
  nowMs: number,
  rateLimit: RateLimit | null,
): LogMessage {
  const { countsAsUnread, ...fields } = draft;
  const sentAtMs = Math.max(nowMs, newest?.sentAtMs ?? 0);
  const counts = { ...(newest?.counts ?? nothingSaid) };
  if (countsAsUnread) counts[draft.author] += 1;
  const bucketFullAtMs = { ...(newest?.bucketFullAtMs ?? { client: 0, freelancer: 0 }) };
  if (draft.author !== 'marketplace' && rateLimit !== null) {
    bucketFullAtMs[draft.author] = takeFromBucket(rateLimit, bucketFullAtMs[draft.author], sentAtMs, nowMs);
  }
  return {
    ...fields,
    seq: (newest?.seq ?? 0) + 1,
    revision: 0,
    sentAtMs,
    editedAtMs: null,
    deletedAtMs: null,
    counts,
    bucketFullAtMs,
  };
}

/** So often a place in the log may be lost to somebody else before the sender is told to try again. */
const maxAttempts = 60;
/** After so many losses in a row it is better to look at the log anew, a little later, than to try the next place. */
const lossesBeforeLook = 4;
const maxPauseMs = 100;

/** What is to be done on the log as it stands: nothing more (the answer is known), or this message at its end. */
export type Decision<T> = { kind: 'settled'; result: T } | { kind: 'append'; message: LogMessage };

export interface Append<T, S extends Snapshot> {
  decide(snapshot: S): Decision<T> | Promise<Decision<T>>;
  /** One attempt; `taken` is the message that has the place, null where that is not known. */
  append(message: LogMessage, snapshot: S): Promise<{ done: true } | { done: false; taken: LogMessage | null }>;
  readAgain(): Promise<S>;
}

/**
 * Appends at the end of a log that others append to as well. The condition of the write is the only lock: whoever loses a
 * place decides anew on the log as it then is. Gives the message that was appended, or what the decision settled without
 * appending, and the snapshot that it was decided on.
 */
export async function appendAtEnd<T, S extends Snapshot>(
  first: S,
  steps: Append<T, S>,
): Promise<{ kind: 'settled'; result: T; snapshot: S } | { kind: 'appended'; message: LogMessage; snapshot: S }> {
  let snapshot = first;
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const decision = await steps.decide(snapshot);
    if (decision.kind === 'settled') return { ...decision, snapshot };
    const outcome = await steps.append(decision.message, snapshot);
    if (outcome.done) return { kind: 'appended', message: decision.message, snapshot };
    snapshot = await afterLoss(snapshot, outcome.taken, attempt, steps);
  }
  throw new ChatError('internal', 'too many messages at once in this thread; try again');
}

async function afterLoss<T, S extends Snapshot>(
  snapshot: S,
  taken: LogMessage | null,
  attempt: number,
  steps: Append<T, S>,
): Promise<S> {
  if (taken !== null && attempt % lossesBeforeLook !== 0)
    return { ...snapshot, messages: [taken, ...snapshot.messages] };
  await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(maxPauseMs, 2 ** attempt)));
  return steps.readAgain();
}
