import { randomUUID } from 'node:crypto';
import type { Chat } from './chat.ts';
import { DjangoDevice } from './django-device.ts';
import { startServer, type Server } from './server.ts';

/** A thread of the history. All messages are the freelancer's, and the client has not read the last `unread`. */
export interface DjangoThread {
  client: string;
  freelancer: string;
  messages: number;
  unread: number;
}

interface History {
  /** By the users' names. */
  tokens: Record<string, string>;
  threads: number[];
}

/** bench/baselines/django: the system that ours replaces. */
export class DjangoChat implements Chat {
  private constructor(readonly server: Server) {}

  static async start(environment: Record<string, string> = {}): Promise<DjangoChat> {
    return new DjangoChat(await startServer('bench/baselines/django/server.py', environment));
  }

  /** Creates these threads, the newest first, and their users, who must be new. */
  async give(threads: DjangoThread[], others: string[] = []): Promise<History> {
    const users = new Set([...others, ...threads.flatMap(({ client, freelancer }) => [client, freelancer])]);
    const body = JSON.stringify({ users: [...users], threads });
    return (await this.#fetch('/bench/history/', { method: 'POST', body })) as History;
  }

  /** The body of the response. Throws if the request is refused. */
  get(token: string | undefined, path: string): Promise<unknown> {
    return this.#fetch(`/api/chat${path}`, { headers: { authorization: `Bearer ${token}` } });
  }

  openDevice(token: string | undefined): Promise<DjangoDevice> {
    return DjangoDevice.open(this.server.url, token);
  }

  async openIdle(): Promise<DjangoDevice> {
    const name = randomUUID();
    const { tokens } = await this.give([], [name]);
    return this.openDevice(tokens[name]);
  }

  consumption() {
    return Promise.resolve(null);
  }

  async openThread(): Promise<[DjangoDevice, DjangoDevice]> {
    const [client, freelancer] = [randomUUID(), randomUUID()];
    const { tokens, threads } = await this.give([{ client, freelancer, messages: 0, unread: 0 }]);
    const devices: [DjangoDevice, DjangoDevice] = [
      await this.openDevice(tokens[client]),
      await this.openDevice(tokens[freelancer]),
    ];
    for (const device of devices) await device.join(threads[0]);
    return devices;
  }

  async #fetch(path: string, init: RequestInit): Promise<unknown> {
    const headers = { 'content-type': 'application/json', ...init.headers };
    const response = await fetch(this.server.url + path, { ...init, headers });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} returned ${response.status}: ${text.slice(0, 200)}`);
    return JSON.parse(text);
  }
}
