import { createHash } from 'node:crypto';

/** 128 bits of the hash: no two triples will ever meet, and a frame or row stays short. */
const idBytes = 16;

/**
 * The id of a triple's thread. It follows from the triple alone, so that two who create it at once create the same. The
 * JSON array keeps triples apart whose ids run into each other, and a thread without a job from one of a job `"null"`.
 */
export function threadIdOf(clientId: string, freelancerId: string, jobId: string | null): string {
  const triple = JSON.stringify([clientId, freelancerId, jobId]);
  return createHash('sha256').update(triple).digest().subarray(0, idBytes).toString('base64url');
}
