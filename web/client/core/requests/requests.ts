import type { ClientFrameInput } from '../../../../protocol/frames.ts';
import type { Failure } from '../../api/types.ts';
import type { Turn } from '../machine/turn.ts';

/** What a request is for, so that its answer finds its way. */
export type Purpose =
  | { kind: 'hello' }
  | { kind: 'renew'; expiresAtMs: number | null }
  | { kind: 'ping' }
  | { kind: 'typing' }
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
  /** An error of the gateway that names no request, and may be meant for this one. */
  suspect: Failure | null;
}

export type Requests = ReadonlyMap<string, Request>;

/** How long the requests that such an error may be meant for are still waited for. */
const suspectPatienceMs = 2_000;

type Frame = ClientFrameInput extends infer F ? (F extends unknown ? Omit<F, 'request_id'> : never) : never;

/** Sends a frame and remembers what its reply is for. */
export function request(
  turn: Turn,
  socket: number,
  frame: Frame,
  purpose: Purpose,
  timeoutMs = turn.timing.requestTimeoutMs,
): void {
  const id = `r${turn.state.nextRequest}`;
  const dueMs = turn.nowMs + timeoutMs;
  const requests = new Map(turn.state.requests).set(id, { id, socket, purpose, dueMs, suspect: null });
  turn.set({ nextRequest: turn.state.nextRequest + 1, requests });
  turn.do({ kind: 'send', socket, frame: { ...frame, request_id: id } as ClientFrameInput });
}

/** Takes a request off the list: it is being answered. */
export function takeRequest(turn: Turn, id: string): Request | undefined {
  const found = turn.state.requests.get(id);
  if (found) {
    const requests = new Map(turn.state.requests);
    requests.delete(id);
    turn.set({ requests });
  }
  return found;
}

export function requestsOn(turn: Turn, socket: number): Request[] {
  return [...turn.state.requests.values()].filter((found) => found.socket === socket);
}

/** Takes all requests of a socket that is gone off the list. */
export function dropRequests(turn: Turn, socket: number): Request[] {
  const dropped = requestsOn(turn, socket);
  turn.set({ requests: new Map([...turn.state.requests].filter(([, found]) => found.socket !== socket)) });
  return dropped;
}

/**
 * An error of the gateway that names no request. Where several wait, each gets a little more time for its own reply:
 * those that have none by then are the ones that were meant.
 */
export function suspect(turn: Turn, socket: number, failure: Failure): void {
  const dueMs = turn.nowMs + (requestsOn(turn, socket).length === 1 ? 0 : suspectPatienceMs);
  const mark = (found: Request) =>
    found.socket === socket ? { ...found, suspect: failure, dueMs: Math.min(found.dueMs, dueMs) } : found;
  turn.set({ requests: new Map([...turn.state.requests].map(([id, found]) => [id, mark(found)])) });
}
