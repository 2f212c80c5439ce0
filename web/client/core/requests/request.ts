import type { ClientFrameInput } from '../../../../protocol/frames.ts';
import type { Failure } from '../../api/types.ts';
import type { Turn } from '../machine/turn.ts';
import type { Purpose, Request } from '../state/request.ts';

/** How long a request waits for its own reply after an error that may have been meant for it. */
const suspectPatienceMs = 2_000;

type Frame = ClientFrameInput extends infer F ? (F extends unknown ? Omit<F, 'request_id'> : never) : never;

/** Sends a frame, and remembers its purpose until the reply arrives. */
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

/** Removes the request from the list and returns it: its reply has arrived. */
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

/** Removes all requests of a closed socket from the list and returns them. */
export function dropRequests(turn: Turn, socket: number): Request[] {
  const dropped = requestsOn(turn, socket);
  turn.set({ requests: new Map([...turn.state.requests].filter(([, found]) => found.socket !== socket)) });
  return dropped;
}

/**
 * Handles an error of the gateway that names no request. If several requests wait on the socket, each gets a little
 * more time for its own reply: the error belongs to those that have none by then.
 */
export function suspect(turn: Turn, socket: number, failure: Failure): void {
  const dueMs = turn.nowMs + (requestsOn(turn, socket).length === 1 ? 0 : suspectPatienceMs);
  const mark = (found: Request) =>
    found.socket === socket ? { ...found, suspect: failure, dueMs: Math.min(found.dueMs, dueMs) } : found;
  turn.set({ requests: new Map([...turn.state.requests].map(([id, found]) => [id, mark(found)])) });
}
