import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readyUrl, spawnNode } from '../../test/support/local-app.ts';
import type { Chat } from './chat.ts';
import { OurDevice } from './our-device.ts';

export interface OurChatOptions {
  /** Settings of the app, over those that every measurement has: a free port, the data on disk, no rate limit. */
  environment?: Record<string, string>;
}

export interface OurChat extends Chat {
  url: string;
  /** A user with a name and a token. */
  newUser(): Promise<User>;
  /** Gives the body of the answer; throws where it is refused. */
  rest<T>(user: User, method: string, path: string, body?: unknown): Promise<T>;
  openDevice(user: User): Promise<OurDevice>;
}

export interface User {
  id: string;
  token: string;
}

async function fetchJson<T>(url: string, init: RequestInit): Promise<T> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${init.method} ${url} was answered with ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}

const json = { 'content-type': 'application/json' };

/** Starts what `npm start` starts, with its data on disk in a folder that goes away with it. */
export async function startOurChat({ environment = {} }: OurChatOptions = {}): Promise<OurChat> {
  const folder = await mkdtemp(join(tmpdir(), 'chat-bench-'));
  const child = spawnNode('local/main.ts', [], { PORT: '0', DATA_DIR: folder, CHAT_RATE_LIMIT: 'off', ...environment });
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr = (stderr + String(chunk)).slice(-2_000)));
  const url = await readyUrl(child, () => stderr);
  const chat: OurChat = {
    process: child,
    url,
    async newUser() {
      const id = randomUUID();
      const { token } = await fetchJson<{ token: string }>(`${url}/dev/token`, { method: 'POST', headers: json, body: JSON.stringify({ sub: id }) });
      return { id, token };
    },
    rest: (user, method, path, body) =>
      fetchJson(`${url}/api/chat${path}`, { method, headers: { ...json, authorization: `Bearer ${user.token}` }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
    openDevice: ({ token }) => OurDevice.open(`${url.replace('http', 'ws')}/ws`, token),
    async openThread() {
      const users = [await chat.newUser(), await chat.newUser()] as const;
      const [client, freelancer] = users;
      const { id } = await chat.rest<{ id: string }>(client, 'POST', '/threads/', { client: { id: client.id }, freelancer: { id: freelancer.id } });
      const devices: [OurDevice, OurDevice] = [await chat.openDevice(client), await chat.openDevice(freelancer)];
      for (const device of devices) await device.join(id);
      return devices;
    },
    async stop() {
      const ended = once(child, 'exit');
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGINT');
        await ended;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
  return chat;
}
