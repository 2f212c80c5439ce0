import 'fake-indexeddb/auto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createChatClient, type ChatClient, type SocketConstructor } from '@marketplace-chat/client';
import { indexedDbOutbox } from '../../../web/client/outbox-store/indexeddb.ts';
import { startApp, type LocalApp } from '../../support/local-app.ts';

let app: LocalApp;
let dataDir: string;
let people = 0;
const clients: ChatClient[] = [];
const patience = { timeout: 40_000, interval: 20 };

/** A device with its own outbox, which keeps its content under this name. */
function clientOf(userId: string, outbox: string): ChatClient {
  const client = createChatClient({
    socketUrl: app.wsUrl,
    apiUrl: `${app.url}/api/chat`,
    userId,
    WebSocket: WebSocket as unknown as SocketConstructor,
    outboxStore: indexedDbOutbox({ name: outbox }),
    timing: { backoffBaseMs: 100, backoffMaxMs: 1_000, requestTimeoutMs: 5_000 },
  });
  clients.push(client);
  return client;
}

async function connected(userId: string, expires_in = 3600): Promise<ChatClient> {
  const client = clientOf(userId, userId);
  const result = await client.connect(() => app.token(userId, { username: userId.toUpperCase(), expires_in }));
  expect(result).toMatchObject({ ok: true, value: { id: userId } });
  return client;
}

/** Two new users and their thread, which both have joined. */
async function couple() {
  const names = { alice: `alice-${(people += 1)}`, bob: `bob-${people}` };
  const alice = await connected(names.alice);
  const bob = await connected(names.bob);
  const created = await alice.createThread({
    client: { id: names.alice },
    freelancer: { id: names.bob },
    job: { id: 'j', title: 'Logo' },
  });
  if (!created.ok) throw new Error(created.error.message);
  const threadId = created.value.id;
  expect((await alice.joinThread(threadId)).ok).toBe(true);
  expect((await bob.joinThread(threadId)).ok).toBe(true);
  return { ...names, aliceClient: alice, bobClient: bob, threadId };
}

const texts = (client: ChatClient, threadId: string) => client.log(threadId).messages.map((message) => message.content);

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'chat-client-'));
  app = await startApp({ DATA_DIR: dataDir });
});

afterAll(async () => {
  for (const client of clients) client.disconnect();
  await app?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** A crash and a restart on the same port with the same data. */
async function restart(whileDown: () => unknown = () => {}): Promise<void> {
  const { port } = new URL(app.url);
  await app.stop('SIGKILL');
  await whileDown();
  app = await startApp({ DATA_DIR: dataDir, PORT: port });
}

describe('the client against the whole app', () => {
  it('WS-8, WS-9, WS-11, WS-13: talks, types, reads, edits and deletes', async () => {
    const { alice, bob, aliceClient, bobClient, threadId } = await couple();
    aliceClient.startTyping(threadId);
    await vi.waitFor(() => expect(bobClient.log(threadId).typing.map((user) => user.id)).toEqual([alice]), patience);
    aliceClient.sendMessage(threadId, 'Hello');
    aliceClient.sendMessage(threadId, 'Is the logo ready?');
    await vi.waitFor(() => expect(texts(bobClient, threadId)).toEqual(['Hello', 'Is the logo ready?']), patience);
    expect(bobClient.log(threadId).typing).toEqual([]);
    expect(bobClient.log(threadId).thread?.unread_count).toBe(2);

    expect(await bobClient.markAsRead(threadId)).toMatchObject({
      ok: true,
      value: { user_id: bob, count: 2, up_to_seq: 2 },
    });
    await vi.waitFor(
      () => expect(aliceClient.log(threadId).messages.every((message) => message.is_read)).toBe(true),
      patience,
    );

    expect((await aliceClient.edit(threadId, 1, 'Hello Bob')).ok).toBe(true);
    expect((await aliceClient.delete(threadId, 2)).ok).toBe(true);
    await vi.waitFor(() => expect(texts(bobClient, threadId)).toEqual(['Hello Bob', '']), patience);
    expect(await bobClient.edit(threadId, 1, 'mine')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(aliceClient.outbox).toEqual([]);
  });

  it('WS-9: keeps the inbox of a user up to date who has not joined', async () => {
    const { bob, aliceClient, bobClient, threadId } = await couple();
    bobClient.leaveThread(threadId);
    expect(await bobClient.loadThreads()).toMatchObject({ ok: true, value: { hasMore: false, unreadTotal: 0 } });
    aliceClient.sendMessage(threadId, 'Are you there?');
    await vi.waitFor(() => expect(bobClient.inbox.unreadTotal).toBe(1), patience);
    expect(bobClient.inbox.threads[0]).toMatchObject({
      id: threadId,
      unread_count: 1,
      last_message: { preview: 'Are you there?' },
    });
    expect(await bobClient.removeThread(threadId)).toEqual({ ok: true, value: undefined });
    await vi.waitFor(() => expect(bobClient.inbox).toMatchObject({ threads: [], unreadTotal: 0 }), patience);
    expect(aliceClient.sendMessage(threadId, 'Too late').ok).toBe(true);
    await vi.waitFor(
      () => expect(aliceClient.outbox[0]?.status).toMatchObject({ error: { code: 'thread_inactive' } }),
      patience,
    );
    aliceClient.discard(aliceClient.outbox[0]!.id);
    expect(aliceClient.outbox).toEqual([]);
    expect(bobClient.connection).toMatchObject({ kind: 'connected', user: { id: bob } });
  });

  it('loads history page by page', async () => {
    const { aliceClient, bobClient, threadId, alice } = await couple();
    for (let number = 1; number <= 60; number += 1) {
      const event = { event_id: `${threadId}-${number}`, event: 'system', thread_id: threadId, content: `${number}` };
      expect((await app.invoke('system-message', event)).functionError).toBeNull();
    }
    const late = await connected(alice);
    await late.joinThread(threadId);
    expect(late.log(threadId)).toMatchObject({ hasOlder: true });
    expect((await late.loadOlder(threadId)).ok).toBe(true);
    const all = Array.from({ length: 60 }, (_, index) => `${index + 1}`);
    expect(texts(late, threadId)).toEqual(all);
    expect(late.log(threadId).hasOlder).toBe(false);
    for (const client of [aliceClient, bobClient])
      await vi.waitFor(() => expect(texts(client, threadId)).toEqual(all), patience);
  });

  it('WS-10: loses and duplicates nothing when the server is killed while messages are in flight', async () => {
    const { aliceClient, bobClient, threadId } = await couple();
    const sent: string[] = [];
    const send = (client: ChatClient, text: string) => {
      expect(client.sendMessage(threadId, text).ok).toBe(true);
      sent.push(text);
    };
    for (let number = 1; number <= 5; number += 1) {
      send(aliceClient, `a${number}`);
      send(bobClient, `b${number}`);
    }
    await vi.waitFor(() => expect(texts(aliceClient, threadId)).not.toEqual([]), patience);
    await restart(() => {
      send(aliceClient, 'a6');
      send(bobClient, 'b6');
    });
    for (const client of [aliceClient, bobClient]) {
      await vi.waitFor(() => expect([...texts(client, threadId)].sort()).toEqual([...sent].sort()), patience);
      expect(client.outbox).toEqual([]);
      expect(texts(client, threadId).filter((text) => text.startsWith('a'))).toEqual([
        'a1',
        'a2',
        'a3',
        'a4',
        'a5',
        'a6',
      ]);
    }
    expect(texts(aliceClient, threadId)).toEqual(texts(bobClient, threadId));
  }, 120_000);

  it('sends after a reload what was written while the server was down', async () => {
    const { alice, aliceClient, bobClient, threadId } = await couple();
    let reloaded: ChatClient | undefined;
    await restart(async () => {
      await vi.waitFor(() => expect(aliceClient.connection.kind).not.toBe('connected'), patience);
      aliceClient.sendMessage(threadId, 'first');
      aliceClient.sendMessage(threadId, 'second');
      await vi.waitFor(
        async () => expect(await indexedDbOutbox({ name: alice }).adopt(alice)).toHaveLength(2),
        patience,
      );
      aliceClient.disconnect();
      reloaded = clientOf(alice, alice);
      void reloaded.connect(() => app.token(alice));
      await vi.waitFor(
        () => expect(reloaded!.outbox.map((entry) => entry.content)).toEqual(['first', 'second']),
        patience,
      );
    });
    await vi.waitFor(() => expect(texts(bobClient, threadId)).toEqual(['first', 'second']), patience);
    await vi.waitFor(() => expect(reloaded!.outbox).toEqual([]), patience);
  }, 120_000);

  it('WS-6: renews its token in place before it expires', async () => {
    const { alice, bobClient, threadId } = await couple();
    const client = clientOf(alice, `${alice}-renews`);
    const expiries: number[] = [];
    const fetchToken = async () => {
      const token = await app.token(alice, { expires_in: 10 });
      expiries.push(Date.now() + 10_000);
      return token;
    };
    expect((await client.connect(fetchToken)).ok).toBe(true);
    const before = client.connection;
    await client.joinThread(threadId);
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(expiries[0]!), patience);
    bobClient.sendMessage(threadId, 'after the first token');
    await vi.waitFor(() => expect(texts(client, threadId)).toEqual(['after the first token']), patience);
    expect(client.connection).toEqual(before);
    client.disconnect();
  });

  it('WS-1: is refused with an unsigned token', async () => {
    const client = clientOf('mallory', 'mallory');
    expect(await client.connect('no.valid.token')).toMatchObject({ ok: false, error: { code: 'unauthorized' } });
    expect(client.connection).toMatchObject({ kind: 'refused', error: { code: 'unauthorized' } });
    expect(await client.rest.unreadCount()).toMatchObject({ ok: false, error: { code: 'unauthorized' } });
  });

  it('WS-5: gets not_found for a thread of others, and fails the messages to it', async () => {
    const { threadId } = await couple();
    const stranger = await connected('stranger');
    expect(await stranger.joinThread(threadId)).toMatchObject({ ok: false, error: { code: 'not_found' } });
    stranger.sendMessage(threadId, 'let me in');
    await vi.waitFor(
      () => expect(stranger.outbox[0]?.status).toMatchObject({ kind: 'failed', error: { code: 'not_found' } }),
      patience,
    );
  });
});
