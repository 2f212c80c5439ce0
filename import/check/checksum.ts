import { createHash } from 'node:crypto';

/** The hash of a text, together with the id of its message. */
export function textHash(id: string, text: string): string {
  return createHash('sha256')
    .update(JSON.stringify([id, text]))
    .digest('hex');
}

/**
 * A checksum over texts in any order: the sum of their hashes. The logs of the two systems differ in their order where
 * a message came late.
 */
export class Checksum {
  #sum = 0n;

  add(hash: string): void {
    this.#sum = BigInt.asUintN(256, this.#sum + BigInt(`0x${hash}`));
  }

  get hex(): string {
    return this.#sum.toString(16).padStart(64, '0');
  }
}

/** The sums over all texts that are compared. */
export interface Sums {
  old: Checksum;
  here: Checksum;
}
