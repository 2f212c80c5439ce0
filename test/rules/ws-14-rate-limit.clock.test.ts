import { describe, expect, test } from 'vitest';
import type { Talk } from '../support/people.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat();

const post = (talk: Talk) => talk.alice.rest('POST', `${talk.path}messages/`, { content: 'one more' });
const limited = { status: 429, body: { code: 'rate_limited', retry_after_ms: 500 } };

describe('the bucket, to the millisecond', () => {
  test('WS-14: accepts 20 messages at once, refuses the next for 500 ms, then accepts one', async () => {
    const talk = await chat.talk();
    await talk.sayMany(talk.alice, 20);
    expect(await post(talk)).toMatchObject(limited);
    await chat.wait(500);
    expect(await post(talk)).toMatchObject({ status: 201, body: { seq: 21 } });
    expect(await post(talk)).toMatchObject(limited);
  });

  test('WS-14: accepts exactly 20 of 25 messages that are sent at the same time', async () => {
    const talk = await chat.talk();
    const answers = await Promise.all(Array.from({ length: 25 }, () => post(talk)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
    expect((await talk.thread(talk.alice)).last_seq).toBe(20);
  });

  test('WS-14: is not refilled by messages of others', async () => {
    const talk = await chat.talk();
    await talk.sayMany(talk.alice, 20);
    await talk.sayMany(talk.bob, 3);
    await talk.announce();
    expect(await post(talk)).toMatchObject(limited);
  });

  test('WS-14: is not drawn from by repeats', async () => {
    const talk = await chat.talk();
    await talk.sayMany(talk.alice, 19);
    const first = await talk.say(talk.alice, 'last', { client_message_id: 'c-1' });
    for (let count = 0; count < 3; count += 1) {
      expect(await talk.say(talk.alice, 'last', { client_message_id: 'c-1' })).toEqual(first);
    }
    await chat.wait(500);
    expect(await post(talk)).toMatchObject({ status: 201, body: { seq: 21 } });
  });
});
