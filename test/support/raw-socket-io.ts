import { once } from 'node:events';
import { WebSocket } from 'ws';

/** A client of Socket.IO without its library: each packet as text, as it is sent and received. */
export class RawSocketIo {
  readonly packets: string[] = [];
  closedWith: number | null = null;
  readonly #waiting = new Set<() => void>();

  private constructor(readonly raw: WebSocket) {
    raw.on('message', (data) => {
      this.packets.push(String(data));
      this.#wake();
    });
    raw.on('close', (code) => {
      this.closedWith = code;
      this.#wake();
    });
    raw.on('error', () => undefined);
  }

  /** Opens a socket at `/socket.io`, and returns when the open packet has come. */
  static async open(url: string, query = ''): Promise<RawSocketIo> {
    const address = `${url.replace('http', 'ws')}/socket.io?EIO=4&transport=websocket${query}`;
    const client = new RawSocketIo(new WebSocket(address));
    await once(client.raw, 'open');
    await client.until((packet) => packet.startsWith('0'));
    return client;
  }

  send(packet: string | Buffer): void {
    this.raw.send(packet);
  }

  /** Sends a CONNECT packet, and returns when `connection_confirmed` has come. */
  async signIn(token: string): Promise<void> {
    this.send(`40${JSON.stringify({ token })}`);
    await this.until((packet) => packet.startsWith('42["connection_confirmed"'));
  }

  /** Sends an event, and returns what acknowledges it. */
  async emit(name: string, fields: unknown, id: number): Promise<{ event: string; data: any }> {
    this.send(`42${id}${JSON.stringify([name, fields])}`);
    const answer = await this.until((packet) => packet.startsWith(`43${id}[`));
    return JSON.parse(answer.slice(`43${id}`.length))[0];
  }

  /** The first packet that fits, among those that have come and those to come. */
  async until(fits: (packet: string) => boolean): Promise<string> {
    for (;;) {
      const found = this.packets.find(fits);
      if (found !== undefined) return found;
      if (this.closedWith !== null) throw new Error(`the socket has closed; packets: ${this.packets.join(' ')}`);
      await this.#change();
    }
  }

  async untilClosed(): Promise<void> {
    while (this.closedWith === null) await this.#change();
  }

  async close(): Promise<void> {
    this.raw.close();
    await this.untilClosed();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(done);
        resolve();
      };
      this.#waiting.add(done);
    });
  }

  #wake(): void {
    for (const resolve of [...this.#waiting]) resolve();
  }
}
