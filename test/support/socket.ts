import { once } from 'node:events';
import { WebSocket } from 'ws';
import { Device, type Frame } from './device.ts';

export type { Reply } from './device.ts';

/** A device over a real WebSocket. */
export class TestSocket extends Device {
  private constructor(readonly raw: WebSocket) {
    super();
    raw.on('message', (data) => this.receive(JSON.parse(String(data)) as Frame));
    raw.on('close', (code, reason) => this.end({ code, reason: String(reason) }));
    raw.on('error', () => undefined);
  }

  /** Opens a socket with the token as sub-protocol, and says hello. */
  static async open(wsUrl: string, token: string): Promise<TestSocket> {
    const socket = new TestSocket(new WebSocket(wsUrl, ['chat.v1', `jwt.${token}`]));
    await once(socket.raw, 'open');
    await socket.request('hello');
    return socket;
  }

  static wrap(raw: WebSocket): TestSocket {
    return new TestSocket(raw);
  }

  send(frame: unknown): void {
    this.raw.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  async close(): Promise<void> {
    if (this.closed !== null) return;
    this.raw.close();
    await this.untilClosed();
  }
}
