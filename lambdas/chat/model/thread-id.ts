import { createHash } from 'node:crypto';

/** 128 bits of the hash: a collision of two triples is out of the question, and frames and rows stay short. */
const idBytes = 16;

/**
 * The id of a triple's thread. It is derived from the triple, so that two calls that create the thread at once
 * create the same one. The JSON array keeps apart triples whose concatenated ids are equal, and no job from a
 * job called `"null"`.
 */
export function threadIdOf(clientId: string, freelancerId: string, jobId: string | null): string {
  const triple = JSON.stringify([clientId, freelancerId, jobId]);
  return createHash('sha256').update(triple).digest().subarray(0, idBytes).toString('base64url');
}
