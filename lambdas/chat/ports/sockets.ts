import type { ServerFrame } from '../../../protocol/events.ts';
import type { Recipient } from '../model/types.ts';

/** The management API of the WebSocket gateway, in words of the chat. */
export interface Sockets {
  /** Posts the frame to each; gives those that are gone. A post that fails otherwise is logged: the client catches up. */
  post<R extends Recipient>(recipients: R[], frame: ServerFrame): Promise<R[]>;
  close(connectionId: string): Promise<void>;
}
