import { describe, expect, it } from 'vitest';
import { createRestClient } from '@marketplace-chat/client';
import { countCall, noCalls } from '../../../lambdas/chat/model/user-limit.ts';
import { aThread, joinedData } from './objects.ts';
import { fakeFetch, script, type RestAnswer } from './script.ts';
import { flush } from './world.ts';

const limit = { burst: 120, perMs: 10_000 };
const tooMany = (retryAfterMs: number): RestAnswer => ({
  status: 429,
  body: { code: 'rate_limited', detail: 'too many calls', retry_after_ms: retryAfterMs },
});

describe('WS-18: a client whose user has called too often', () => {
  it('joins 200 rooms as fast as the limit allows, and shows no error', async () => {
    const { client, world, connect } = script();
    const failures: unknown[] = [];
    client.on('failure', (failure) => failures.push(failure));
    const socket = await connect();
    let record = noCalls;
    let refused = 0;
    socket.onsend = ({ request_id, thread_id }) => {
      const counted = countCall(limit, record, world.nowMs());
      record = counted.record;
      const { verdict } = counted;
      if (!verdict.accepted) refused += 1;
      const frame = verdict.accepted
        ? { event: 'thread_joined', data: { ...joinedData([]), thread: aThread({ id: thread_id as string }) } }
        : {
            event: 'error',
            data: { code: 'rate_limited', message: '', retry_after_ms: Math.ceil(verdict.retryAtMs - world.nowMs()) },
          };
      world.after(20, () => socket.hear({ ...frame, request_id }));
    };
    const joins = Array.from({ length: 200 }, (_, index) => client.joinThread(`t${index}`));
    await world.advance(10_000);
    expect((await Promise.all(joins)).filter(({ ok }) => !ok)).toEqual([]);
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(limit.burst);
    expect(failures).toEqual([]);
  });

  it('waits with the next handshake for as long as REST says, and keeps its token', async () => {
    const { client, world, at, connect, sockets } = script({}, () => tooMany(50_000));
    await connect();
    at(-1).break();
    await world.advanceUntil(() => sockets.length === 2);
    at(-1).break();
    await flush();
    expect(client.connection.kind).toBe('waiting');
    await world.advance(49_000);
    expect(sockets).toHaveLength(2);
    await world.advance(2_000);
    expect([sockets.length, client.connection.kind]).toEqual([3, 'connecting']);
  });

  it('repeats a read of REST after the wait, a few times, and nothing that changes something', async () => {
    const calls: string[] = [];
    const waits: number[] = [];
    const answers = [tooMany(80), tooMany(90), { status: 200, body: { unread_count: 0, threads: {} } }];
    const rest = createRestClient({
      apiUrl: 'http://chat/api/chat',
      token: async () => 'token',
      wait: async (ms) => void waits.push(ms),
      fetch: fakeFetch((method) => (calls.push(method), answers.shift() ?? tooMany(70))),
    });
    expect(await rest.unreadCount()).toMatchObject({ ok: true });
    expect([calls, waits]).toEqual([
      ['GET', 'GET', 'GET'],
      [80, 90],
    ]);
    expect(await rest.markRead('t')).toMatchObject({ ok: false, error: { code: 'rate_limited', retryAfterMs: 70 } });
    expect(await rest.unreadCount()).toMatchObject({ ok: false });
    expect(calls.slice(3)).toEqual(['POST', 'GET', 'GET', 'GET', 'GET', 'GET']);
  });

  it('repeats a read that the gateway refuses without saying until when, at random times, later each time', async () => {
    const waits: number[] = [];
    const refusal = { status: 429, body: { message: 'Too Many Requests' } };
    const answers = [refusal, refusal];
    const rest = createRestClient({
      apiUrl: 'http://chat/api/chat',
      token: async () => 'token',
      random: () => 0.5,
      wait: async (ms) => void waits.push(ms),
      fetch: fakeFetch(() => answers.shift() ?? { status: 200, body: { unread_count: 0, threads: {} } }),
    });
    expect(await rest.unreadCount()).toMatchObject({ ok: true });
    expect(waits).toEqual([2_500, 5_000]);
  });
});
