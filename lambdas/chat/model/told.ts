/**
 * Which messages of a thread everybody has been notified of. Every message is notified of by the call that committed
 * it, so that the numbers come nearly in order; those that came before a lower one are kept until it comes as well.
 */
export interface Told {
  /** All messages up to here. */
  upTo: number;
  /** Those after `upTo`, ascending. */
  beyond: number[];
}

/** More are not kept: the stream has long found what is missing below so many. */
const beyondMax = 64;

export const nobodyTold: Told = { upTo: 0, beyond: [] };

export function isTold({ upTo, beyond }: Told, seq: number): boolean {
  return seq <= upTo || beyond.includes(seq);
}

/** `told` with one message more. */
export function withTold(told: Told, seq: number): Told {
  if (isTold(told, seq)) return told;
  const all = [...told.beyond, seq].sort((a, b) => a - b);
  let upTo = all.length > beyondMax ? (all[0] ?? 0) : told.upTo;
  for (const one of all) if (one === upTo + 1) upTo = one;
  return { upTo, beyond: all.filter((one) => one > upTo) };
}
