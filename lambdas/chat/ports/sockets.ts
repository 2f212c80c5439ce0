import type { ServerFrame } from '../../../protocol/events.ts';
import type { Recipient } from '../model/types.ts';

/** The sockets of the clients. */
export interface Sockets {
  /**
   * Posts the frame to each recipient, and returns those whose connection has closed. Any other failure is logged and
   * not thrown: the client catches up by itself.
   */
  post<R extends Recipient>(recipients: R[], frame: ServerFrame): Promise<R[]>;
  /** Ends a connection for good; one that has closed already is no error. */
  close(connection: Recipient): Promise<void>;
}
