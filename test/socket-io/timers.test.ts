import { describe, expect, it } from 'vitest';
import { heartbeatOf } from '../../lambdas/socket-io/heartbeat.ts';
import type { Round } from '../../lambdas/socket-io/rounds.ts';
import { socketIoTimers } from '../../lambdas/socket-io/timers.ts';

/** The function for these connections: those that are not open yet or any more, those that have signed in. */
function timersOf({ notOpenFor = 0, gone = [] as string[], signedIn = [] as string[] }) {
  const posted: string[] = [];
  const cut: string[] = [];
  const scheduled: [Round, number][] = [];
  const run = socketIoTimers({
    raw: {
      async post(id, data) {
        if (gone.includes(id) || notOpenFor-- > 0) return 'gone';
        posted.push(`${id} ${new TextDecoder().decode(data)}`);
        return 'sent';
      },
      cut: async (id) => void cut.push(id),
    },
    signedIn: {
      find: async (id) => (signedIn.includes(id) ? { userId: 'alice', username: 'Alice', expiresAtSeconds: 1 } : null),
    },
    schedule: async (round, delaySeconds) => void scheduled.push([round, delaySeconds]),
    heartbeat: heartbeatOf(480_000),
  });
  const records = (...rounds: Round[]) => ({ Records: rounds.map((round) => ({ body: JSON.stringify(round) })) });
  return { run, records, posted, cut, scheduled };
}

describe('SIO-4: the times of the heartbeat', () => {
  it.each([
    [480_000, 10, 470],
    [10_000, 5, 5],
    [3_500, 1, 2],
    [500, 1, 1],
  ])('of a ping each %i ms: a check after %i s, the first ping %i s later', (ms, check, first) => {
    expect(heartbeatOf(ms)).toMatchObject({ untilCheckSeconds: check, untilFirstPingSeconds: first });
  });

  it('end before the ten idle minutes of the gateway', () => {
    const { pingIntervalMs, pingTimeoutMs } = heartbeatOf(480_000);
    expect(pingIntervalMs + pingTimeoutMs).toBeLessThan(600_000);
  });
});

describe('the function that keeps time for Socket.IO', () => {
  it('opens a connection as soon as it takes posts, and will check it', async () => {
    const { run, posted, scheduled } = timersOf({ notOpenFor: 2 });
    await run({ connectionId: 'a' });
    expect(posted).toEqual([expect.stringMatching(/^a 0\{"sid":"a","pingInterval":480000,"pingTimeout":60000,/)]);
    expect(scheduled).toEqual([[{ step: 'check', ids: ['a'] }, 10]]);
  });

  it('SIO-2: ends who has not signed in, and will ping the others', async () => {
    const { run, records, posted, cut, scheduled } = timersOf({ signedIn: ['a'] });
    await run(records({ step: 'check', ids: ['a'] }, { step: 'check', ids: ['b'] }));
    expect(posted).toEqual([expect.stringMatching(/^b 44\{"message":"token: did not come in time"/)]);
    expect(cut).toEqual(['b']);
    expect(scheduled).toEqual([[{ step: 'ping', ids: ['a'] }, 470]]);
  });

  it('SIO-4: rounds that arrive together go on as one, without connections that have closed', async () => {
    const { run, records, posted, scheduled } = timersOf({ gone: ['b'] });
    await run(records({ step: 'ping', ids: ['a', 'b'] }, { step: 'ping', ids: ['c', 'a'] }));
    expect(posted.toSorted()).toEqual(['a 2', 'c 2']);
    expect(scheduled).toEqual([[{ step: 'ping', ids: expect.arrayContaining(['a', 'c']) }, 480]]);
  });

  it('a round of connections that have all closed is the last one', async () => {
    const { run, records, scheduled } = timersOf({ gone: ['a'] });
    await run(records({ step: 'ping', ids: ['a'] }));
    expect(scheduled).toEqual([]);
  });

  it('no message grows without a bound', async () => {
    const ids = Array.from({ length: 2_001 }, (_, index) => `c${index}`);
    const { run, records, scheduled } = timersOf({});
    await run(records({ step: 'ping', ids }));
    expect(scheduled.map(([round]) => round.ids.length)).toEqual([2_000, 1]);
  });
});
