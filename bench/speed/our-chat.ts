import { randomUUID } from 'node:crypto';
import { noLimits } from '../../measure/no-limits.ts';
import type { Chat } from './chat.ts';
import { readConsumption } from './consumption.ts';
import { OurDevice } from './our-device.ts';
import { startServer, type Server } from './server.ts';

export interface User {
  id: string;
  token: string;
}

/** Fewer than the connections that a user may have (WS-17). */
const devicesPerUser = 10;

const json = { 'content-type': 'application/json' };

async function fetchJson<T>(url: string, init: RequestInit): Promise<T> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${init.method} ${url} returned ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}

/** The chat of this repository, as `npm start` runs it. */
export class OurChat implements Chat {
  private readonly idleUsers = new Map<number, Promise<User>>();

  private constructor(readonly server: Server) {}

  /**
   * Starts it on a free port with its data on disk and without a rate limit. `environment` overrides these settings.
   */
  static async start(environment: Record<string, string> = {}): Promise<OurChat> {
    return new OurChat(await startServer('local/main.ts', { ...noLimits, ...environment }));
  }

  get url(): string {
    return this.server.url;
  }

  /** A new user. */
  async newUser(id: string = randomUUID()): Promise<User> {
    const request = { method: 'POST', headers: json, body: JSON.stringify({ sub: id }) };
    return { id, ...(await fetchJson<{ token: string }>(`${this.url}/dev/token`, request)) };
  }

  /** The body of the response. Throws if the request is refused. */
  rest<T>(user: User, method: string, path: string, body?: unknown): Promise<T> {
    const headers = { ...json, authorization: `Bearer ${user.token}` };
    return fetchJson(`${this.url}/api/chat${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** Opens a socket of the user and says hello. */
  openDevice(user: User): Promise<OurDevice> {
    return OurDevice.open(`${this.url.replace('http', 'ws')}/ws`, user.token);
  }

  async openIdle(number: number): Promise<OurDevice> {
    const owner = Math.floor(number / devicesPerUser);
    const user = this.idleUsers.get(owner) ?? this.newUser();
    this.idleUsers.set(owner, user);
    return this.openDevice(await user);
  }

  consumption() {
    return readConsumption(this.server);
  }

  async openThread(): Promise<[OurDevice, OurDevice]> {
    const [client, freelancer] = [await this.newUser(), await this.newUser()];
    const { id } = await this.rest<{ id: string }>(client, 'POST', '/threads/', {
      client: { id: client.id },
      freelancer: { id: freelancer.id },
    });
    const devices: [OurDevice, OurDevice] = [await this.openDevice(client), await this.openDevice(freelancer)];
    for (const device of devices) await device.join(id);
    return devices;
  }
}
