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
