/** A row that was not imported, or not as it is. */
export interface Problem {
  /** The row, as in `message 17`. */
  row: string;
  reason: string;
}

/** A row that cannot be imported; the message says why. */
export class RowError extends Error {
  override readonly name = 'RowError';
}
