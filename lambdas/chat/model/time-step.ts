/**
 * The inbox index orders threads by their last activity in steps of an hour; within a step, the threads'
 * own rows give the exact order. A change of the step costs six write units (two inbox rows, each with
 * two index entries), so a conversation with a message every ten minutes pays 3 units a message instead
 * of 8. (docs/decisions/003-inbox-steps-of-an-hour.md)
 */
export const stepMs = 60 * 60 * 1000;

/** The step of a pinned thread in its user's inbox: after every hour that there will be, so before all others. */
export const pinnedStep = 1_000_000_000;

export function stepOf(ms: number): number {
  return Math.floor(ms / stepMs);
}
