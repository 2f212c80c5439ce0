import { setTimeout as sleep } from 'node:timers/promises';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forgedTokens } from '../support/forged-tokens.ts';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { newTalk, Person, type Talk } from '../support/people.ts';
import { TestSocket } from '../support/socket.ts';

/** Long enough to open a socket and join with, on a busy machine as well. */
const shortSeconds = 6;

let app: LocalApp;
beforeAll(async () => (app = await startApp()));
afterAll(() => app.stop());

interface ShortTalk extends Talk {
  /** Alice's device, joined, and another one, not joined; both with a token that expires soon. */
  joined: TestSocket;
  unjoined: TestSocket;
  atBob: TestSocket;
  /** Resolves once Alice's token has expired. The clock is all there is to wait for. */
  expired: () => Promise<void>;
}

async function shortTalk(): Promise<ShortTalk> {
  const talk = await newTalk(app);
  const atBob = await talk.bob.join(talk.threadId);
  const token = await app.token(talk.alice.id, { username: 'Alice', expires_in: shortSeconds });
  const joined = await TestSocket.open(app.wsUrl, token);
  await joined.request('join_thread', { thread_id: talk.threadId });
  const unjoined = await TestSocket.open(app.wsUrl, token);
  const expiresAtMs = decodeJwt(token).exp! * 1000;
  return { ...talk, joined, unjoined, atBob, expired: () => sleep(Math.max(0, expiresAtMs - Date.now() + 10)) };
}

const say = async (at: TestSocket, talk: Talk, content: string) =>
  (await at.request('send_message', { thread_id: talk.threadId, content })).data;

describe("WS-6: the token's expiry on an open socket", () => {
  test.concurrent(
    'WS-6: after exp nothing is pushed any more; a frame gets unauthorized, and the socket is closed',
    async () => {
      const talk = await shortTalk();
      await say(talk.atBob, talk, 'in time');
      await talk.joined.event('new_message', (message) => message.content === 'in time');
      await talk.unjoined.event('thread_updated', ({ thread }) => thread.last_seq === 1);
      await talk.expired();
      await say(talk.atBob, talk, 'too late');
      for (const device of [talk.joined, talk.unjoined]) {
        expect(await device.request('ping')).toMatchObject({ event: 'error', data: { code: 'unauthorized' } });
        await device.untilClosed();
        expect(JSON.stringify(device.frames)).not.toContain('too late');
      }
      expect((await talk.atBob.request('ping')).event).toBe('pong');
    },
  );

  test.concurrent('WS-6: hello with a fresh token before that renews the connection in place', async () => {
    const talk = await shortTalk();
    const fresh = await app.token(talk.alice.id, { username: 'Alice' });
    for (const device of [talk.joined, talk.unjoined]) {
      expect((await device.request('hello', { token: fresh })).data.user).toEqual(talk.alice.named);
    }
    await talk.expired();
    await say(talk.atBob, talk, 'still here?');
    await talk.joined.event('new_message', (message) => message.content === 'still here?');
    await talk.unjoined.event('thread_updated', ({ thread }) => thread.last_seq === 1);
    expect(await say(talk.joined, talk, 'yes')).toMatchObject({ seq: 2, sender: talk.alice.named });
    expect((await talk.unjoined.request('join_thread', { thread_id: talk.threadId })).event).toBe('thread_joined');
    await say(talk.atBob, talk, 'good');
    await talk.unjoined.event('new_message', (message) => message.content === 'good');
  });

  test.concurrent("WS-6: another user's token is forbidden, a bad one unauthorized; the old one stays", async () => {
    const talk = await shortTalk();
    const refused = async (token: string) => (await talk.joined.request('hello', { token })).data.code;
    expect(await refused(talk.bob.token)).toBe('forbidden');
    for (const [wrong, token] of Object.entries(await forgedTokens(talk.alice.id))) {
      expect(await refused(token), wrong).toBe('unauthorized');
    }
    expect(await say(talk.joined, talk, 'as before')).toMatchObject({ seq: 1, sender: talk.alice.named });
    await talk.expired();
    expect((await talk.joined.request('ping')).data.code).toBe('unauthorized');
    await talk.joined.untilClosed();
  });

  test.concurrent('WS-6: a fresh token after exp comes too late', async () => {
    const talk = await shortTalk();
    await talk.expired();
    expect((await talk.joined.request('hello', { token: talk.alice.token })).data.code).toBe('unauthorized');
    await talk.joined.untilClosed();
  });
});

describe('WS-6: the user of a frame is the one of the handshake', () => {
  test('WS-6: a sender named in a frame or body is ignored', async () => {
    const talk = await newTalk(app);
    const claimed = { sender: talk.bob.named, sender_id: talk.bob.id, user: 'Bob', user_id: talk.bob.id };
    const atAlice = await talk.alice.join(talk.threadId);
    const atBob = await talk.bob.join(talk.threadId);
    const { data } = await atAlice.request('send_message', { thread_id: talk.threadId, content: 'hi', ...claimed });
    expect(data.sender).toEqual(talk.alice.named);
    expect((await atBob.event('new_message')).data.sender).toEqual(talk.alice.named);
    await atAlice.request('typing_start', { thread_id: talk.threadId, ...claimed });
    expect((await atBob.event('typing_start')).data).toEqual({
      thread_id: talk.threadId,
      user_id: talk.alice.id,
      user: 'Alice',
    });
    const { body } = await talk.alice.rest('POST', `/threads/${talk.threadId}/messages/`, {
      content: 'ho',
      ...claimed,
    });
    expect(body.sender).toEqual(talk.alice.named);
  });

  test("section 1: the name that somebody else gave for a user holds until that user's token shows theirs", async () => {
    const [alice, bob] = [await Person.create(app, 'Alice'), await Person.create(app, 'Bob')];
    const given = { client: { id: alice.id, username: 'Not Alice' }, freelancer: { id: bob.id, username: 'Bobby' } };
    const { body } = await alice.rest('POST', '/threads/', given);
    expect([body.client.username, body.freelancer.username]).toEqual(['Alice', 'Bobby']);
    expect((await bob.get(`/threads/${body.id}/`)).freelancer.username).toBe('Bob');
    expect((await alice.get(`/threads/${body.id}/`)).freelancer.username).toBe('Bob');
  });
});
