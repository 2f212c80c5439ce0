import type { Server } from './server.ts';

/**
 * A chat whose speed is measured, in processes of its own. All systems are measured through this by the same code: plain
 * WebSockets of the `ws` package, messages of the same length.
 */
export interface Chat {
  readonly server: Server;
  /** A thread of two new users, each of whom is there with one device. */
  openThread(): Promise<[Device, Device]>;
  /** The socket of that number, of somebody who has just opened the page. */
  openIdle(number: number): Promise<Idle>;
  /** What DynamoDB has been asked for since the start; null where there is none. */
  consumption(): Promise<Consumption | null>;
}

/** Calls of DynamoDB, and the units of capacity that it says they have taken. */
export interface Consumption {
  calls: number;
  readUnits: number;
  writeUnits: number;
}

/** A socket of which nothing is wanted. */
export interface Idle {
  close(): Promise<void>;
}

/** A socket of a user who is in one thread. */
export interface Device extends Idle {
  /** Resolves once the server has answered that the message is stored; rejects where it refuses it. */
  send(content: string): Promise<void>;
  /** Called with the content of each message of the other user that arrives here. */
  onMessage: (content: string) => void;
}

/** Of the messages that are sent. */
const contentLength = 200;

/** A text of that length that no other message has. */
export function contentOf(name: string, number: number): string {
  return `${name} ${number} `.padEnd(contentLength, 'x');
}
