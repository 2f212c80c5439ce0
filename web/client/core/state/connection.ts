import type { User } from '../../../../protocol/objects.ts';
import type { Failure } from '../../api/types.ts';

/**
 * The states of the connection, and for each of them the events that lead to another one. Nothing else changes the
 * state: `transition` refuses an event that is not in the row of the present state.
 */
export const transitions = {
  /** Before `connect` and after `disconnect`. */
  idle: { connect: 'connecting', connectOffline: 'offline', disconnect: 'idle' },
  /** The device reports that it has no network. */
  offline: {
    connect: 'connecting',
    connectOffline: 'offline',
    wake: 'connecting',
    waitOver: 'connecting',
    disconnect: 'idle',
  },
  /** Between two attempts. */
  waiting: {
    connect: 'connecting',
    connectOffline: 'offline',
    wake: 'connecting',
    waitOver: 'connecting',
    networkLost: 'offline',
    disconnect: 'idle',
  },
  /** A dial is under way. */
  connecting: {
    confirmed: 'connected',
    dialFailed: 'waiting',
    tokenRefused: 'connecting',
    tokenRefusedAgain: 'refused',
    signedOut: 'refused',
    networkLost: 'offline',
    disconnect: 'idle',
  },
  /**
   * The server has confirmed the connection. A successor may be dialling; once confirmed, it replaces the connection.
   */
  connected: {
    confirmed: 'connected',
    lost: 'waiting',
    lostToSuccessor: 'connecting',
    tokenRefused: 'connecting',
    tokenRefusedAgain: 'refused',
    signedOut: 'refused',
    networkLost: 'offline',
    disconnect: 'idle',
  },
  /** The token was refused for good, or the user is signed out. */
  refused: { connect: 'connecting', connectOffline: 'offline', disconnect: 'idle' },
} as const satisfies Record<Connection['kind'], Record<string, Connection['kind']>>;

type Row = (typeof transitions)[Connection['kind']];
type KeyOf<R> = R extends unknown ? keyof R : never;
type ValueOf<R, E> = R extends unknown ? (E extends keyof R ? R[E] : never) : never;
/** What can happen to the connection. Each event leads to the same state from wherever it is allowed. */
export type ConnectionEvent = KeyOf<Row>;
export type ConnectionAfter<E extends ConnectionEvent> = Extract<Connection, { kind: ValueOf<Row, E> }>;

/** The stages of a dial, and the events that lead from one to the next. Any failure ends the dial. */
export const dialStages = {
  /** The token is being fetched. */
  token: { tokenReady: 'opening' },
  /** The socket is opening. */
  opening: { opened: 'hello', closed: 'probing' },
  /** `hello` was sent; `connection_confirmed` ends the dial. */
  hello: {},
  /** The handshake failed; REST is asked whether it accepts the token. */
  probing: {},
} as const satisfies Record<Dial['stage'], Record<string, Dial['stage']>>;

/** An attempt to connect, from fetching a token to `connection_confirmed`. */
export interface Dial {
  /** Sockets are numbered from 1. What arrives under a number that is no longer in use is ignored. */
  socket: number;
  stage: 'token' | 'opening' | 'hello' | 'probing';
  /** When the attempt has failed at the latest. */
  dueMs: number;
  token: string | null;
  /** Of the token, on the server's clock. */
  expiresAtMs: number | null;
}

/** An established connection. Its times are on this device's steady clock. */
export interface Connected {
  kind: 'connected';
  socket: number;
  user: User;
  connectionId: string;
  openedAtMs: number;
  /** The number of failed attempts before it; counting goes on from here if the connection does not last. */
  attempt: number;
  /** When the token expires. */
  expiresAtMs: number | null;
  /** When to renew the token; null while it is being renewed, or if it never expires. */
  renewAtMs: number | null;
  /** When to dial a successor, because API Gateway ends every connection after two hours. */
  replaceAtMs: number;
  pingAtMs: number;
  /** The dial of the connection that will replace this one. */
  successor: Dial | null;
  /** The connection that this one replaced. It still receives pushes and the replies to its requests. */
  retiring: { socket: number; dueMs: number } | null;
}

export type Connection =
  | { kind: 'idle' }
  | { kind: 'offline'; retryAtMs: number }
  | { kind: 'refused'; error: Failure }
  | { kind: 'waiting'; retryAtMs: number; attempt: number }
  | { kind: 'connecting'; attempt: number; dial: Dial }
  | Connected;
