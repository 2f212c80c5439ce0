/** Reads bytes of a file, fewer at its end. */
export type ReadBytes = (from: number, length: number) => Promise<Uint8Array>;
