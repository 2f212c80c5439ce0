import { ChatError } from '../../../protocol/errors.ts';

/** The connection's token has expired, or the connection is not known any more: it is told so, and closed. */
export class ConnectionEnded extends ChatError {
  constructor() {
    super('unauthorized', 'the connection has ended; connect again');
  }
}
