import type { World } from './world.ts';

/** One thing that a run proves. Its name is the line that the run prints, so it says what holds. */
export interface Check {
  name: string;
  /** How long it may take before it counts as failed. */
  timeLimitMs?: number;
  /**
   * Resolves if the name holds, or with the reason why it cannot be tested here. Throws an error that says what was seen.
   * What waits without a limit of its own stops when `signal` aborts: at the time limit, or when the run is interrupted.
   */
  run(world: World, signal: AbortSignal): Promise<void | NotApplicable>;
}

/** The site has no such part: the line names the reason, and the run does not fail for it. */
export class NotApplicable {
  constructor(readonly reason: string) {}
}

/** What was seen is not what a check expects. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed';
}

/** Throws a `CheckFailed` with `seen` unless the condition holds. */
export function expectThat(condition: boolean, seen: string): asserts condition {
  if (!condition) throw new CheckFailed(seen);
}

/** `value` as a short text for a line of the report. */
export function brief(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
