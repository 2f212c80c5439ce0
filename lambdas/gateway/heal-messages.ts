import { eachLimited } from '../async/each-limited.ts';
import { healMessage } from '../chat/heal-message.ts';
import { isTold, nobodyTold } from '../chat/model/told.ts';
import { isChangeFinished, unfinishedOf, type Unfinished } from '../chat/model/unfinished.ts';
import type { Sockets } from '../chat/ports/sockets.ts';
import type { Store } from '../chat/ports/store.ts';
import { log } from '../platform/log.ts';
import type { Recorded, StreamStep } from './stream-records.ts';

interface Parts {
  store: Store;
  sockets: Sockets;
  nowMs: () => number;
  wait: (ms: number) => Promise<void>;
}

/**
 * How long a call may take after its commit before it counts as dead. A slower one is finished twice: its pushes may
 * come twice (WS-2).
 */
const patienceMs = 2_000;
/** A batch waits no longer than this, even if a clock is wrong. */
const waitMaxMs = 4_000;
/** How many threads are worked on at once. */
const threadsInFlight = 10;

type Suspect = Unfinished<Recorded>;

/**
 * The suspects that the thread's own row does not clear: if a batch ends between a message and its thread's row, that
 * row is usually there by now. One eventually consistent read for all of them.
 */
async function stillSuspect({ store }: Parts, suspects: Suspect[]): Promise<Suspect[]> {
  const onlySent = suspects.filter(({ message }) => isChangeFinished(message));
  if (onlySent.length === 0) return suspects;
  const threads = await store.readThreads([...new Set(onlySent.map(({ threadId }) => threadId))]);
  const byId = new Map(threads.map((thread) => [thread.id, thread]));
  const isCleared = ({ threadId, message }: Suspect) =>
    isChangeFinished(message) && isTold(byId.get(threadId)?.told ?? nobodyTold, message.seq);
  return suspects.filter((suspect) => !isCleared(suspect));
}

/** In each thread in the order of the log. Returns those that failed. */
async function healAll(parts: Parts, suspects: Suspect[]): Promise<Set<string>> {
  const failed = new Set<string>();
  const threadIds = [...new Set(suspects.map(({ threadId }) => threadId))];
  await eachLimited(threadIds, threadsInFlight, async (threadId) => {
    for (const suspect of suspects.filter((one) => one.threadId === threadId))
      if (!(await heal(parts, suspect))) failed.add(suspect.first.sequenceNumber);
  });
  return failed;
}

/** False if it failed. */
async function heal({ store, sockets, nowMs }: Parts, suspect: Suspect): Promise<boolean> {
  const { threadId, message, first } = suspect;
  const [{ seq }, { sequenceNumber }] = [message, first];
  try {
    const ctx = { store, sockets, nowMs: nowMs(), requestId: sequenceNumber, connectionId: null };
    if (await healMessage(ctx, { threadId, seq }))
      log.warn('message finished in place of a call that died', { thread_id: threadId, seq });
    return true;
  } catch (error) {
    log.error('message cannot be finished', { thread_id: threadId, seq, sequence_number: sequenceNumber, error });
    return false;
  }
}

/** Waits until calls that are only slow have ended. Most of them have then cleared their messages. */
async function outwait(parts: Parts, suspects: Suspect[]): Promise<Suspect[]> {
  const dueAtMs = Math.max(...suspects.map(({ latest }) => latest.committedAtMs)) + patienceMs;
  const waitMs = Math.min(Math.max(0, dueAtMs - parts.nowMs()), waitMaxMs);
  await parts.wait(waitMs);
  return waitMs === 0 ? suspects : stillSuspect(parts, suspects);
}

/** Finishes what calls left undone that died after the commit of a message (HE-1, docs/decisions/012-healing.md). */
export function healMessages(parts: Parts): StreamStep {
  return async (recorded) => {
    const suspects = await stillSuspect(parts, unfinishedOf(recorded));
    if (suspects.length === 0) return null;
    const failed = await healAll(parts, await outwait(parts, suspects));
    return recorded.find(({ sequenceNumber }) => failed.has(sequenceNumber))?.sequenceNumber ?? null;
  };
}
