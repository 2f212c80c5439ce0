import type { Chat } from '../speed/chat.ts';
import { measureQuietThread } from '../speed/quiet-thread.ts';
import { withChat } from '../speed/with-chat.ts';
import { percentile, slope } from '../statistics.ts';

/** Milliseconds that are added to each call. */
export const delaysMs = [1, 5, 20] as const;

export const delayedCalls = {
  'DynamoDB call': 'LOCAL_DYNAMODB_DELAY_MS',
  'post to a connection': 'LOCAL_MANAGEMENT_DELAY_MS',
} as const;

export type DelayedCall = keyof typeof delayedCalls;

/** How a delay slows a message in a quiet thread down. The times are in the order of `delaysMs`. */
export interface DelayEffect {
  arrivalMs: number[];
  answerMs: number[];
  /** Milliseconds that arrival and answer are later for each millisecond of delay: the number of sequential calls. */
  callsBeforeArrival: number;
  callsBeforeAnswer: number;
}

/**
 * The percentile of the figures. Slower messages were disturbed by other work of the machine, which would
 * look like calls.
 */
const undisturbed = 0.1;
const seconds = 4;
const warmUpSeconds = 2;

/** Starts the chat once for each delay, and measures a quiet thread. */
export async function measureDelays(
  start: (environment: Record<string, string>) => Promise<Chat>,
  call: DelayedCall,
): Promise<DelayEffect> {
  const arrivalMs: number[] = [];
  const answerMs: number[] = [];
  for (const delayMs of delaysMs) {
    const settings = { [delayedCalls[call]]: String(delayMs) };
    const times = await withChat(
      () => start(settings),
      (chat) => measureQuietThread(chat, { seconds, warmUpSeconds }),
    );
    arrivalMs.push(percentile(times.arrivalMs, undisturbed));
    answerMs.push(percentile(times.answerMs, undisturbed));
  }
  const slopeOf = (ms: number[]) => slope(delaysMs.map((delayMs, index) => ({ x: delayMs, y: ms[index] as number })));
  return { arrivalMs, answerMs, callsBeforeArrival: slopeOf(arrivalMs), callsBeforeAnswer: slopeOf(answerMs) };
}
