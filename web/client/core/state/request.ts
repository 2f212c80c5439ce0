import type { Failure } from '../../api/types.ts';

/** What a request is for. It decides what happens with the reply. */
export type Purpose =
  | { kind: 'hello' }
  | { kind: 'renew'; expiresAtMs: number | null }
  | { kind: 'ping' }
  | { kind: 'join'; threadId: string; afterSeq: number | null }
  | { kind: 'leave'; threadId: string }
  | { kind: 'read'; threadId: string }
  | { kind: 'send'; entryId: string }
  | { kind: 'search'; entryId: string }
  | { kind: 'call'; call: number; threadId: string; seq: number };

/** A frame that waits for its reply. */
export interface Request {
  id: string;
  socket: number;
  purpose: Purpose;
  dueMs: number;
  /** An error of the gateway that named no request and may belong to this one. */
  suspect: Failure | null;
}

export type Requests = ReadonlyMap<string, Request>;

/** Keeps a switch over purposes exhaustive: a purpose that is not handled does not compile. */
export function unknownPurpose(purpose: never, what: string): never {
  throw new Error(`Cannot handle ${what} of ${JSON.stringify(purpose)}`);
}
