import { subprotocol, tokenSubprotocolPrefix } from '../../../protocol/limits.ts';
import type { SocketConstructor, SocketLike } from '../api/options.ts';
import type { Input } from '../core/machine/inputs.ts';

function parse(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return null;
  }
}

/** The open sockets, by the number that the machine has assigned. Their events become inputs. */
export class Sockets {
  private readonly open = new Map<number, SocketLike>();

  constructor(
    private readonly url: string,
    private readonly Socket: SocketConstructor,
    private readonly dispatch: (input: Input) => void,
  ) {}

  connect(number: number, token: string): void {
    try {
      this.listen(number, new this.Socket(this.url, [subprotocol, tokenSubprotocolPrefix + token]));
    } catch {
      // The constructor throws if the token is not valid as a sub-protocol. That counts as a failed handshake.
      this.dispatch({ kind: 'closed', socket: number });
    }
  }

  private listen(number: number, socket: SocketLike): void {
    this.open.set(number, socket);
    socket.onopen = () => this.dispatch({ kind: 'opened', socket: number });
    socket.onmessage = ({ data }: { data: unknown }) =>
      this.dispatch({ kind: 'frame', socket: number, frame: parse(data) });
    // `close` follows, and browsers give no details in either event.
    socket.onerror = () => {};
    socket.onclose = () => this.ended(number);
  }

  send(number: number, frame: unknown): void {
    this.open.get(number)?.send(JSON.stringify(frame));
  }

  /** Closes without waiting for the server, because a broken connection would never answer. */
  close(number: number): void {
    const socket = this.open.get(number);
    if (!socket) return;
    this.open.delete(number);
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(1000);
  }

  private ended(number: number): void {
    if (this.open.delete(number)) this.dispatch({ kind: 'closed', socket: number });
  }
}
