import { ChatError } from '../../../protocol/errors.ts';
import { limits } from '../../../protocol/limits.ts';
import { connectionsOf } from '../delivery/recipients.ts';
import { isSameSend, seqsWithKey, type SendIdentity } from '../model/recent-keys.ts';
import type { LogMessage, ParticipantSnapshot, PresentConnection, Snapshot } from '../model/types.ts';
import type { UserContext } from '../ports/context.ts';

/** What of a send decides whether it is a repeat. */
export interface RepeatableSend {
  identity: SendIdentity;
  /** The last seq up to which the client knows that its message is not there. */
  afterSeq: number | undefined;
}

/** The message that a send repeats. */
export interface Repeat {
  message: LogMessage;
  /** The participants' connections, if they were read side by side with the message. */
  connections?: PresentConnection[];
}

/**
 * The message that this send repeats, null if there is none (WS-10). It is found by the recent keys of the newest
 * message; only a message that they name is read.
 * @throws ChatError `conflict` if the first try may lie further back than the keys reach
 */
export async function findRepeat(
  ctx: UserContext,
  snapshot: ParticipantSnapshot,
  send: RepeatableSend,
): Promise<Repeat | null> {
  const [newest] = snapshot.messages;
  if (newest === undefined) return null;
  for (const seq of seqsWithKey(newest, send.identity)) {
    const repeat = await readRepeat(ctx, snapshot, seq);
    if (repeat !== null && isSameSend(repeat.message, send.identity)) return repeat;
  }
  if (reachesBeyondKeys(newest, send)) throw tooFarBack();
  return null;
}

async function readRepeat(ctx: UserContext, snapshot: ParticipantSnapshot, seq: number): Promise<Repeat | null> {
  const seen = snapshot.messages.find((one) => one.seq === seq);
  if (seen !== undefined) return { message: seen };
  const [message, connections] = await Promise.all([
    ctx.store.getMessage(snapshot.thread.id, seq, { consistent: true }),
    connectionsOf(ctx, snapshot.thread),
  ]);
  return message && { message, connections };
}

/**
 * Whether the send will get `conflict` if the log is as this read shows it. Such a refusal must not rest on
 * a stale read.
 */
export function seemsTooFarBack({ messages: [newest] }: Snapshot, send: RepeatableSend): boolean {
  return newest !== undefined && reachesBeyondKeys(newest, send) && seqsWithKey(newest, send.identity).length === 0;
}

function reachesBeyondKeys(newest: LogMessage, { afterSeq }: RepeatableSend): boolean {
  return afterSeq !== undefined && newest.seq - afterSeq > limits.repeatWindow;
}

function tooFarBack(): ChatError {
  const message = `lies more than ${limits.repeatWindow} messages back`;
  return new ChatError('conflict', `after_seq: ${message}; join from there and look for the message`, {
    details: [{ field: 'after_seq', message }],
  });
}
