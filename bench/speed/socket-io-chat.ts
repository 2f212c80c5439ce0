import { randomUUID } from 'node:crypto';
import type { Chat, Device } from './chat.ts';
import { startServer, type Server } from './server.ts';
import { SocketIoSocket } from './socket-io-socket.ts';

class SocketIoDevice implements Device {
  onMessage: (content: string) => void = () => undefined;
  #threadId = '';

  private constructor(private readonly socket: SocketIoSocket) {
    socket.onEvent = (event, data) => event === 'new_message' && this.onMessage(data.content);
  }

  static async open(url: string, userId: string): Promise<SocketIoDevice> {
    return new SocketIoDevice(await SocketIoSocket.open(url, { userId }));
  }

  async join(threadId: string): Promise<void> {
    this.#threadId = threadId;
    await this.request('join_thread', threadId);
  }

  async send(content: string): Promise<void> {
    await this.request('send_message', { threadId: this.#threadId, id: randomUUID(), content });
  }

  /** Emits an event and waits for its acknowledgement; rejects if it is refused. */
  async request(event: string, argument: unknown): Promise<void> {
    const { error } = await this.socket.request(event, argument);
    if (error !== undefined) throw new Error(`${event} was refused: ${error}`);
  }

  close(): Promise<void> {
    return this.socket.close();
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
