import { closed } from '../connection/handshake.ts';
import type { Handlers } from '../machine/handlers.ts';
import type { Turn } from '../machine/turn.ts';
import { takeRequest } from '../requests/request.ts';
import type { Request } from '../state/request.ts';
import { frameArrived } from './arrive.ts';
import { failed } from './replies.ts';

/** The slice that hands each frame of the server to the slice that it concerns. */
export const handlers: Handlers<'frame'> = {
  frame: (turn, input) => frameArrived(turn, input.socket, input.frame),
};

/**
 * Ends the requests that were not answered in time: by a gateway error that belongs to them, else by closing the
 * connection.
 */
export function pump(turn: Turn): void {
  const due = [...turn.state.requests.values()].filter((found) => found.dueMs <= turn.nowMs);
  for (const found of due) {
    if (turn.state.requests.has(found.id)) overdue(turn, found);
  }
}

function overdue(turn: Turn, found: Request): void {
  if (!found.suspect) return closed(turn, found.socket);
  takeRequest(turn, found.id);
  failed(turn, found, found.suspect);
}
