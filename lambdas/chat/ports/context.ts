import type { Caller, RateLimit } from '../model/types.ts';
import type { Sockets } from './sockets.ts';
import type { Store } from './store.ts';

export interface Rules {
  editWindowMs: number;
  /** null: no limit. */
  rateLimit: RateLimit | null;
}

/** What a verb works with: the outside world, and who asks when. */
export interface Context {
  store: Store;
  sockets: Sockets;
  /** The gateway's time of the request: the clocks of processes don't matter. */
  nowMs: number;
  /** Unique to the request, the same when the gateway delivers it twice. */
  requestId: string;
  /** The socket that asked; it gets the reply and no push. */
  connectionId: string | null;
}

/** The context of a call by a participant-to-be. */
export interface UserContext extends Context {
  caller: Caller;
}
