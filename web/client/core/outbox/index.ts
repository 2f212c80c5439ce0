import type { Handlers } from '../machine/handlers.ts';
import type { Turn } from '../machine/turn.ts';
import { adopted, discard, enqueue, retry, stored } from './entries.ts';
import { fileFailed, fileReady } from './files.ts';
import { sendNext } from './sending.ts';

/** The slice of the outbox: its entries, their copies in the store, and sending them. */
export const handlers: Handlers<'enqueue' | 'retry' | 'discard' | 'stored' | 'adopted' | 'file_ready' | 'file_failed'> =
  {
    enqueue: (turn, input) => enqueue(turn, input),
    retry: (turn, input) => retry(turn, input.id),
    discard: (turn, input) => discard(turn, input.id),
    stored: (turn, input) => stored(turn, input.id, input.entry),
    file_ready: (turn, input) => fileReady(turn, input.upload, input.attachment),
    file_failed: (turn, input) => fileFailed(turn, input.upload, input.failure),
    adopted: (turn, input) => adopted(turn, input.userId, input.entries),
  };

/** Sends the next message of each thread, if it is due. */
export function pump(turn: Turn): void {
  const { connected } = turn;
  if (!connected) return;
  for (const id of turn.state.rooms.keys()) sendNext(turn, id, connected.socket);
}
