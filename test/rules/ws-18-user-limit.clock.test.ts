import { describe, expect, test } from 'vitest';
import type { Person } from '../support/people.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat();

const minuteMs = 60_000;
const limit = 120;

/** Makes `count` REST calls at once. Returns their statuses. */
const call = async (person: Person, count: number) =>
  (await Promise.all(Array.from({ length: count }, () => person.rest('GET', '/nothing/')))).map(({ status }) => status);

/** Goes on for ten times the limit, over REST. */
const flood = (person: Person) => call(person, 10 * limit + 1);

describe('the bucket of a user, to the millisecond', () => {
  test('WS-18: holds 120 calls, and refills evenly in 10 s', async () => {
    const alice = await chat.person('Alice');
    expect(await call(alice, limit)).not.toContain(429);
    expect(await alice.rest('GET', '/threads/')).toMatchObject({ status: 429, body: { retry_after_ms: 84 } });
    await chat.wait(84);
    expect(await call(alice, 2)).toEqual([404, 429]);
    await chat.wait(10_000);
    expect(await call(alice, limit + 1)).toEqual([...Array.from({ length: limit }, () => 404), 429]);
  });

  test('WS-18: counts a frame whatever it says, over all devices of the user', async () => {
    const alice = await chat.person('Alice');
    const [one, other] = [await alice.connect(), await alice.connect()];
    const frames = [
      'no JSON',
      { action: 'nothing' },
      { action: 'typing_start', thread_id: 'none' },
      { action: 'ping' },
    ];
    // Both have said hello.
    for (let count = 2; count < limit; count += 1) (count % 2 ? one : other).send(frames[count % 4]);
    expect(await other.request('ping')).toMatchObject({ event: 'error', data: { code: 'rate_limited' } });
    await chat.wait(84);
    expect(await one.request('ping')).toMatchObject({ event: 'pong' });
  });

  test('WS-18: a refused call reaches neither the thread nor anybody else', async () => {
    const talk = await chat.joinedTalk();
    for (let count = 0; count < 9 * limit; count += 1) talk.atAlice.send({ action: 'ping' });
    const sent = await talk.send(talk.atAlice);
    expect(sent).toMatchObject({ event: 'error', data: { code: 'rate_limited' } });
    expect(talk.atBob.pushes()).toEqual([]);
    await talk.say(talk.bob);
    expect((await talk.thread(talk.bob)).last_seq).toBe(1);
  });
});

describe('a user who goes on for ten times the limit', () => {
  test('WS-18: is disconnected, and cannot connect for a minute', async () => {
    const [alice, bob] = [await chat.person('Alice'), await chat.person('Bob')];
    const devices = [await alice.connect(), await alice.connect(), await bob.connect()];
    await flood(alice);
    expect(devices.map(({ closed }) => closed !== null)).toEqual([true, true, false]);
    await chat.wait(minuteMs - 1);
    await expect(alice.connect()).rejects.toThrow('403');
    await chat.wait(1);
    const device = await alice.connect();
    expect(await device.request('ping')).toMatchObject({ event: 'pong' });
  });

  test('WS-18: leaves the rooms that the connections had joined', async () => {
    const talk = await chat.joinedTalk();
    await flood(talk.alice);
    expect(await talk.atBob.events()).toEqual(['user_left']);
  });

  test('WS-18: is refused by REST meanwhile, too, and told until when', async () => {
    const alice = await chat.person('Alice');
    await flood(alice);
    await chat.wait(30_000);
    const { status, headers, body } = await alice.rest('GET', '/threads/');
    expect([status, headers.get('retry-after'), body.retry_after_ms]).toEqual([429, '30', 30_000]);
    await chat.wait(30_000);
    expect((await alice.rest('GET', '/threads/')).status).toBe(200);
  });

  test('WS-18: opening connections counts as well', async () => {
    const alice = await chat.person('Alice');
    for (let count = 0; count < limit; count += 1) await alice.connect().catch(() => undefined);
    await expect(alice.connect()).rejects.toThrow('403');
    await chat.wait(84);
    await alice.connect();
  });
});
