import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Chat, Device } from './chat.ts';
import { readConsumption } from './consumption.ts';
import { Requests } from './requests.ts';
import { startServer, type Server } from './server.ts';

class NaiveDevice implements Device {
  onMessage: (content: string) => void = () => undefined;
  readonly #requests = new Requests<unknown>();

  private constructor(
    readonly socket: WebSocket,
    private readonly room: string,
  ) {
    socket.on('message', (data) => this.#receive(String(data)));
  }

  static async open(wsUrl: string, room: string): Promise<NaiveDevice> {
    const socket = new WebSocket(wsUrl);
    const device = new NaiveDevice(socket, room);
    await once(socket, 'open');
    socket.send(JSON.stringify({ action: 'join', room, answers: 'join' }));
    await device.#requests.wait('join');
    return device;
  }

  async send(content: string): Promise<void> {
    const id = randomUUID();
    this.socket.send(JSON.stringify({ action: 'say', room: this.room, id, content }));
    await this.#requests.wait(id);
  }

  async close(): Promise<void> {
    this.socket.close();
    await once(this.socket, 'close');
  }

  #receive(text: string): void {
    const { answers, content, message } = JSON.parse(text) as { answers?: string; content?: string; message?: string };
    if (answers !== undefined) this.#requests.settle(answers, true);
    else if (content !== undefined) this.onMessage(content);
    else this.#requests.rejectAll(new Error(`the gateway replied ${message}`));
  }
}

/** bench/baselines/naive: a serverless chat as in AWS's samples, on our emulator and engine. */
export class NaiveChat implements Chat {
  private constructor(readonly server: Server) {}

  static async start(environment: Record<string, string> = {}): Promise<NaiveChat> {
    return new NaiveChat(await startServer('bench/baselines/naive/main.ts', environment));
  }

  private get wsUrl(): string {
    return `${this.server.url.replace('http', 'ws')}/ws`;
  }

  openIdle(): Promise<NaiveDevice> {
    return NaiveDevice.open(this.wsUrl, randomUUID());
  }

  consumption() {
    return readConsumption(this.server);
  }

  async openThread(): Promise<[NaiveDevice, NaiveDevice]> {
    const room = randomUUID();
    return [await NaiveDevice.open(this.wsUrl, room), await NaiveDevice.open(this.wsUrl, room)];
  }
}
