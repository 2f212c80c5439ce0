/** A random time up to `maxMs`. */
export function randomPause(maxMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * maxMs));
}

/** The longest pause between two attempts of calls that compete for the same row. */
export const maxBackOffMs = 100;

/** A random pause after a lost attempt, longer each time, so that calls that compete take turns. */
export function backOff(attempt: number): Promise<void> {
  return randomPause(Math.min(maxBackOffMs, 2 ** attempt));
}
