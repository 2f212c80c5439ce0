import { describe, expect, test } from 'vitest';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat();

const minuteMs = 60_000;
/** The tokens of the driver are valid for an hour. */
const hourMs = 60 * minuteMs;

describe("the end of a connection's token", () => {
  test('WS-6: a second before it, everything is still pushed', async () => {
    const talk = await chat.joinedTalk();
    await chat.wait(hourMs - 1_000);
    await talk.send(talk.atAlice);
    expect(talk.atBob.pushes('new_message')).toHaveLength(1);
  });

  test('WS-6: after it, the user is not online by the connection', async () => {
    const talk = await chat.joinedTalk();
    await chat.wait(hourMs);
    const device = await (await talk.alice.withToken({})).connect();
    const { data } = await device.request('join_thread', { thread_id: talk.threadId });
    expect(data.members.map((member: { online: boolean }) => member.online)).toEqual([true, false]);
  });

  test('WS-15: user_joined is sent where the user’s other connection in the room has expired', async () => {
    const talk = await chat.joinedTalk();
    await chat.wait(hourMs);
    const atAlice = await (await talk.alice.withToken({})).join(talk.threadId);
    await (await talk.bob.withToken({})).join(talk.threadId);
    expect(await atAlice.events()).toEqual(['user_joined']);
  });
});

describe('renewal', () => {
  test('WS-6: holds for rooms that are joined after it, though frames still carry the end of the first token', async () => {
    const talk = await chat.talk();
    const device = await talk.bob.connect();
    await device.request('hello', { token: (await talk.bob.withToken({ expires_in: 5_400 })).token });
    await device.request('join_thread', { thread_id: talk.threadId });
    await chat.wait(hourMs + minuteMs);
    await talk.say(await talk.alice.withToken({}));
    expect(await device.events()).toEqual(['new_message']);
  });

  test('WS-6: by a token that ends earlier ends the connection with that token', async () => {
    const talk = await chat.joinedTalk();
    const { token } = await talk.alice.withToken({ expires_in: 60 });
    await talk.atAlice.request('hello', { token });
    await chat.wait(minuteMs + 1_000);
    const thread = { thread_id: talk.threadId };
    const refused = await talk.atAlice.request('send_message', { ...thread, content: 'too late' });
    expect(refused).toMatchObject({ event: 'error', data: { code: 'unauthorized' } });
    await talk.say(talk.bob);
    expect(talk.atAlice.pushes('new_message')).toEqual([]);
    expect((await talk.thread(talk.bob)).last_seq).toBe(1);
  });

  test.each(['send_message', 'typing_start', 'mark_as_read', 'join_thread'])(
    'WS-6: by a token that ends earlier makes %s unauthorized after that end',
    async (action) => {
      const talk = await chat.joinedTalk();
      await talk.atAlice.request('hello', { token: (await talk.alice.withToken({ expires_in: 60 })).token });
      await chat.wait(minuteMs + 1_000);
      const { data } = await talk.atAlice.request(action, { thread_id: talk.threadId, content: 'too late' });
      expect(data).toMatchObject({ code: 'unauthorized' });
    },
  );
});

test('WS-17: connections whose token has expired do not count among the 20 of a user', async () => {
  const alice = await chat.person('Alice', { expires_in: 60 });
  const first = await alice.connect();
  await chat.wait(minuteMs);
  const later = await alice.withToken({});
  const devices = [await later.connect()];
  for (let count = 2; count <= 20; count += 1) {
    await chat.wait(1);
    devices.push(await later.connect());
  }
  expect([first, ...devices].filter((device) => device.closed !== null)).toEqual([]);
  await later.connect();
  expect(devices.map((device) => device.closed !== null).indexOf(true)).toBe(0);
});
