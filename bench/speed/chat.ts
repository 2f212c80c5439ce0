import type { Server } from './server.ts';

/**
 * A chat whose speed is measured, running in its own processes. All systems are measured through this interface by the
 * same code, with plain WebSockets of the `ws` package and messages of the same length.
 */
export interface Chat {
  readonly server: Server;
  /** Opens a thread of two new users, each with one device that has joined it. */
  openThread(): Promise<[Device, Device]>;
  /** Opens an idle socket, as of a user who has just opened the page. `number` counts them. */
  openIdle(number: number): Promise<Idle>;
  /** What DynamoDB has been used for since the start; null if the chat has no DynamoDB. */
  consumption(): Promise<Consumption | null>;
}

/** DynamoDB calls, and the capacity units that it reports for them. */
export interface Consumption {
  calls: number;
  readUnits: number;
  writeUnits: number;
}

/** A socket that does nothing. */
export interface Idle {
  close(): Promise<void>;
}

/** A socket of a user who is in one thread. */
export interface Device extends Idle {
  /** Resolves when the server has replied that the message is stored; rejects if it refuses it. */
  send(content: string): Promise<void>;
  /** Called with the content of each message of the other user that arrives. */
  onMessage: (content: string) => void;
}

const contentLength = 200;

/** A unique message text of 200 characters. */
export function contentOf(name: string, number: number): string {
  return `${name} ${number} `.padEnd(contentLength, 'x');
}
