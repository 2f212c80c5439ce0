/**
 * The inbox index carries the last activity of a thread in steps of an hour. A change of the step costs six write units
 * (two inbox rows, each with two index entries), so that a conversation of a message every ten minutes pays three units a
 * message instead of eight; within a step the exact order comes from the threads' own rows.
 */
export const stepMs = 60 * 60 * 1000;

export function stepOf(ms: number): number {
  return Math.floor(ms / stepMs);
}
