import { ChatError } from '../../../protocol/errors.ts';

/** @param what a noun for the caller: `thread`, `message` */
export function notFound(what: string): ChatError {
  return new ChatError('not_found', `the ${what} does not exist`);
}

/**
 * The connection's token has expired, or the connection is unknown: the gateway sends the error, then closes
 * the socket (WS-6).
 */
export class ConnectionEnded extends ChatError {
  constructor() {
    super('unauthorized', 'the connection has ended; connect again');
  }
}
