const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** How a setting writes a duration: `500ms`, `10s`, `15m`, `2h` or `1d`. */
export const durationPattern = /^[1-9]\d{0,8}(ms|s|m|h|d)$/;

/** The milliseconds of a duration that is written so. */
export function millisecondsOf(duration: string): number {
  const unit = duration.replace(/\d+/, '') as keyof typeof unitMs;
  return Number.parseInt(duration, 10) * unitMs[unit];
}
