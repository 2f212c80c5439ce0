import { createHash } from 'node:crypto';

/**
 * The conversations that a search has looked through, in a few bytes each. Both sides know all conversations of the
 * user, so a few bits of a hash of each id are enough to tell the ones that have been looked through from the others.
 * A place in the order would not do: a conversation that gets a message moves to its top, whether or not it has
 * been looked through.
 */
export interface VisitedSet {
  /** `rest`: the conversations that have not been looked through are listed, because they are fewer. */
  listed: 'visited' | 'rest';
  /** How many bits of each hash. */
  bits: number;
  /** The hashes in order, each as its difference to the one before, in groups of 7 bits. */
  bytes: Uint8Array;
}

const hashBits = 48;
const fewestBits = 8;

function hashOf(id: string): number {
  return createHash('sha256')
    .update(id)
    .digest()
    .readUIntBE(0, hashBits / 8);
}

const firstBits = (hash: number, bits: number) => Math.floor(hash / 2 ** (hashBits - bits));

/** Nothing has been looked through. */
export const nothingVisited: VisitedSet = { listed: 'visited', bits: fewestBits, bytes: new Uint8Array() };

/** Of all conversations, those that `isVisited` names. */
export function packVisited(ids: readonly string[], isVisited: (id: string) => boolean): VisitedSet {
  const visited = ids.filter(isVisited).map(hashOf);
  const rest = ids.filter((id) => !isVisited(id)).map(hashOf);
  const listed = visited.length <= rest.length ? 'visited' : 'rest';
  const [few, others] = listed === 'visited' ? [visited, rest] : [rest, visited];
  let bits = fewestBits;
  while (bits < hashBits && isConfused(few, others, bits)) bits += 1;
  const starts = [...new Set(few.map((hash) => firstBits(hash, bits)))].sort((a, b) => a - b);
  return { listed, bits, bytes: packNumbers(starts) };
}

function isConfused(few: number[], others: number[], bits: number): boolean {
  const starts = new Set(few.map((hash) => firstBits(hash, bits)));
  return others.some((hash) => starts.has(firstBits(hash, bits)));
}

/** Whether a conversation is in the set. Conversations that began after it was packed may be on either side. */
export function unpackVisited({ listed, bits, bytes }: VisitedSet): (id: string) => boolean {
  const starts = new Set(unpackNumbers(bytes));
  return (id) => starts.has(firstBits(hashOf(id), bits)) === (listed === 'visited');
}

function packNumbers(sorted: number[]): Uint8Array {
  const bytes: number[] = [];
  let before = 0;
  for (const number of sorted) {
    let rest = number - before;
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    bytes.push(rest);
    before = number;
  }
  return Uint8Array.from(bytes);
}

function unpackNumbers(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  let [number, factor, before] = [0, 1, 0];
  for (const byte of bytes) {
    number += (byte % 128) * factor;
    factor *= 128;
    if (byte >= 128) continue;
    before += number;
    numbers.push(before);
    [number, factor] = [0, 1];
  }
  return numbers;
}
