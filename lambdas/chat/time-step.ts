/**
 * The inbox index carries the last activity of a thread in steps of an hour. A change of the step costs six write units
 * (two inbox rows, each with two index entries), so that a conversation of a message every ten minutes pays three units a
 * message instead of eight; within a step the exact order comes from the threads' own rows.
 */
export const stepMs = 60 * 60 * 1000;

/**
 * The longest time from the moment that a request bears to the moment that its activity shows in the index: a function
 * runs for 29 s at most, the index follows within seconds.
 */
export const settleMs = 2 * 60 * 1000;

export function stepOf(ms: number): number {
  return Math.floor(ms / stepMs);
}
