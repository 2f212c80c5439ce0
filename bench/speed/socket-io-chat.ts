import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Chat, Device } from './chat.ts';
import { Requests } from './requests.ts';
import { startServer, type Server } from './server.ts';

/** @see https://socket.io/docs/v4/engine-io-protocol/ and https://socket.io/docs/v4/socket-io-protocol/ */
const packets = { open: '0', ping: '2', pong: '3', connect: '40', event: '42', answer: '43' } as const;

/**
 * A minimal client of Socket.IO's protocol over a WebSocket. Its client library would take more processor time, so that
 * the load generators of the systems would differ.
 */
export class SocketIoDevice implements Device {
  onMessage: (content: string) => void = () => undefined;
  readonly #requests = new Requests<any>();
  #threadId = '';
  #sent = 0;

  private constructor(
    readonly socket: WebSocket,
    private readonly userId: string,
  ) {
    socket.on('message', (data) => this.#receive(String(data)));
  }

  static async open(url: string, userId: string): Promise<SocketIoDevice> {
    const device = new SocketIoDevice(
      new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`),
      userId,
    );
    await device.#requests.wait('connect');
    return device;
  }

  async join(threadId: string): Promise<void> {
    this.#threadId = threadId;
    await this.request('join_thread', threadId);
  }

  async send(content: string): Promise<void> {
    await this.request('send_message', { threadId: this.#threadId, id: randomUUID(), content });
  }

  /** Emits an event and resolves with its acknowledgement; rejects if it is refused. */
  async request<T>(event: string, argument: unknown): Promise<T> {
    const number = String((this.#sent += 1));
    this.socket.send(`${packets.event}${number}${JSON.stringify([event, argument])}`);
    const answer = await this.#requests.wait(number);
    if (answer.error !== undefined) throw new Error(`${event} was refused: ${answer.error}`);
    return answer as T;
  }

  async close(): Promise<void> {
    this.socket.close();
    await once(this.socket, 'close');
  }

  #receive(text: string): void {
    if (text.startsWith(packets.event)) {
      const [event, message] = JSON.parse(text.slice(2)) as [string, { content: string }];
      if (event === 'new_message') this.onMessage(message.content);
    } else if (text.startsWith(packets.answer)) {
      const start = text.indexOf('[');
      this.#requests.settle(text.slice(2, start), (JSON.parse(text.slice(start)) as unknown[])[0]);
    } else if (text.startsWith(packets.connect)) this.#requests.settle('connect', true);
    else if (text.startsWith(packets.open)) this.socket.send(packets.connect + JSON.stringify({ userId: this.userId }));
    else if (text.startsWith(packets.ping)) this.socket.send(packets.pong);
  }
}

/** A thread of the history that the server starts with. */
export interface SeededThread {
  id: string;
  client: string;
  freelancer: string;
  messages: number;
  sender: string;
}

/** bench/baselines/socket-io: a chat in one process. */
export class SocketIoChat implements Chat {
  private constructor(readonly server: Server) {}

  static async start(environment: Record<string, string> = {}): Promise<SocketIoChat> {
    return new SocketIoChat(await startServer('bench/baselines/socket-io/server.mjs', environment));
  }

  openIdle(): Promise<SocketIoDevice> {
    return this.openDevice(randomUUID());
  }

  openDevice(userId: string): Promise<SocketIoDevice> {
    return SocketIoDevice.open(this.server.url, userId);
  }

  async seed(threads: SeededThread[]): Promise<void> {
    const device = await this.openDevice('seeder');
    await device.request('seed', threads);
    await device.close();
  }

  consumption() {
    return Promise.resolve(null);
  }

  async openThread(): Promise<[SocketIoDevice, SocketIoDevice]> {
    const [id, client, freelancer] = [randomUUID(), randomUUID(), randomUUID()];
    await this.seed([{ id, client, freelancer, messages: 0, sender: client }]);
    const devices: [SocketIoDevice, SocketIoDevice] = [
      await this.openDevice(client),
      await this.openDevice(freelancer),
    ];
    for (const device of devices) await device.join(id);
    return devices;
  }
}
