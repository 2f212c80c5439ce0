import type { Caller, RateLimit } from '../model/types.ts';
import type { Sockets } from './sockets.ts';
import type { Store } from './store.ts';

/** The rules that an operator may set. */
export interface Rules {
  /** How long a sender may change a message. */
  editWindowMs: number;
  /** Of the messages of one user in one thread; null for no limit. */
  rateLimit: RateLimit | null;
  /** Of all calls of one user together, in each process; null for no limit. */
  userLimit: RateLimit | null;
}

/** Who creates threads by REST: both sides, only the client side, or nobody. */
export type ThreadCreation = 'anyone' | 'client' | 'marketplace';

/** The rules of creating threads by REST that an operator may set. */
export interface CreationRules {
  /** Of the threads that one user creates; null for no limit. */
  threadLimit: RateLimit | null;
  threadCreation: ThreadCreation;
}

/** The rule of searching that an operator may set. */
export interface SearchRules {
  /** Of the pages that one user asks for, in each process; null for no limit. */
  searchLimit: RateLimit | null;
}

/** What a verb works with: the outside world, and which request this is. */
export interface Context {
  store: Store;
  sockets: Sockets;
  /** The gateway's time of the request, in ms since the epoch; the clocks of the functions do not matter. */
  nowMs: number;
  /** Unique to the request, and the same if the gateway delivers it twice. */
  requestId: string;
  /** The connection that asked: it gets the reply, and no push. */
  connectionId: string | null;
}

/** The context of a call by a user. */
export interface UserContext extends Context {
  caller: Caller;
}
