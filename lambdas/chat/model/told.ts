/**
 * Which messages of a thread everybody has been notified of. The call that commits a message also sends its
 * notifications, so the numbers arrive nearly in order. A number that arrives before a lower one is kept until the
 * lower one arrives.
 */
export interface Told {
  /** All messages up to here. */
  upTo: number;
  /** Those after `upTo`, ascending. */
  beyond: number[];
}

/** Maximum length of `beyond`: by then the stream has long found what is missing below it. */
const beyondMax = 64;

export const nobodyTold: Told = { upTo: 0, beyond: [] };

export function isTold({ upTo, beyond }: Told, seq: number): boolean {
  return seq <= upTo || beyond.includes(seq);
}

/** `told` with one more message. */
export function withTold(told: Told, seq: number): Told {
  if (isTold(told, seq)) return told;
  const all = [...told.beyond, seq].sort((a, b) => a - b);
  let upTo = all.length > beyondMax ? (all[0] ?? 0) : told.upTo;
  for (const one of all) if (one === upTo + 1) upTo = one;
  return { upTo, beyond: all.filter((one) => one > upTo) };
}
