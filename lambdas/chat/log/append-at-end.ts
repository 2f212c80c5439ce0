import { ChatError } from '../../../protocol/errors.ts';
import { backOff } from '../../async/pause.ts';
import type { LogMessage, Snapshot } from '../model/types.ts';

/** Maximum attempts before the send fails; each has lost its place in the log to another message. */
const maxAttempts = 60;
/**
 * After this many lost places in a row the log is read again, after a pause, instead of trying the next place at once.
 */
const lossesBeforeRead = 4;

/** What to do with the log as it was read: nothing, as the result is known, or to append this message. */
export type Decision<T> = { kind: 'settled'; result: T } | { kind: 'append'; message: LogMessage };

/**
 * What came of an attempt: this message was appended; it lost its place (`taken` is the message that has it, null if
 * unknown); or the attempt found a result that makes appending pointless.
 */
export type Attempt<T> =
  | { kind: 'appended'; message: LogMessage }
  | { kind: 'lost'; taken: LogMessage | null }
  | { kind: 'settled'; result: T };

export interface AppendSteps<T, S extends Snapshot> {
  decide(snapshot: S): Decision<T> | Promise<Decision<T>>;
  append(message: LogMessage, snapshot: S): Promise<Attempt<T>>;
  readAgain(): Promise<S>;
}

/** The message that was appended, or the result without appending, and the snapshot that it was decided on. */
export type AppendResult<T, S extends Snapshot> =
  { kind: 'settled'; result: T; snapshot: S } | { kind: 'appended'; message: LogMessage; snapshot: S };

/**
 * Appends at the end of a log that others append to as well. The condition of the write is the only lock: an attempt
 * that loses its place decides again, on the log as it then is.
 * @throws ChatError `internal` after 60 lost places; what the steps throw
 */
export async function appendAtEnd<T, S extends Snapshot>(
  first: S,
  steps: AppendSteps<T, S>,
): Promise<AppendResult<T, S>> {
  let snapshot = first;
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const decision = await steps.decide(snapshot);
    if (decision.kind === 'settled') return { ...decision, snapshot };
    const outcome = await steps.append(decision.message, snapshot);
    if (outcome.kind === 'settled') return { ...outcome, snapshot };
    if (outcome.kind === 'appended') return { ...outcome, snapshot };
    snapshot = await afterLoss(snapshot, outcome.taken, attempt, steps);
  }
  throw new ChatError('internal', 'too many messages at once in this thread; try again');
}

async function afterLoss<T, S extends Snapshot>(
  snapshot: S,
  taken: LogMessage | null,
  attempt: number,
  steps: AppendSteps<T, S>,
): Promise<S> {
  if (taken !== null && attempt % lossesBeforeRead !== 0)
    return { ...snapshot, messages: [taken, ...snapshot.messages] };
  await backOff(attempt);
  return steps.readAgain();
}
