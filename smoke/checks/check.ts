import type { NotApplicable } from '../report/outcome.ts';
import type { World } from '../world/world.ts';

/** One thing that a run proves. Its name is the line that the run prints, so it says what holds. */
export interface Check {
  name: string;
  /** How long it may take before it counts as failed. */
  timeLimitMs?: number;
  /**
   * Resolves if the name holds, or with the reason why it cannot be tested here. Throws an error that says what
   * was seen. What waits without a limit of its own stops when `signal` aborts: at the time limit, or when the
   * run is interrupted.
   */
  run(world: World, signal: AbortSignal): Promise<void | NotApplicable>;
}
