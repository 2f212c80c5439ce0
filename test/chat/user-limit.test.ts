import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { banMs, countCall, noCalls, type CallRecord } from '../../lambdas/chat/model/user-limit.ts';
import { nowMs } from './fixtures.ts';

const limit = { burst: 120, perMs: 10_000 };

/** Makes the calls, `everyMs` apart. Returns their verdicts. */
function call(times: number, everyMs: number, from: CallRecord = noCalls, atMs = nowMs) {
  let record = from;
  const verdicts = Array.from({ length: times }, (_, index) => {
    const counted = countCall(limit, record, atMs + index * everyMs);
    record = counted.record;
    return counted.verdict;
  });
  return { record, verdicts, accepted: verdicts.filter(({ accepted }) => accepted).length };
}

describe('WS-18: the bucket of a user', () => {
  it('accepts 120 calls at once, and refuses the next until it has refilled for one', () => {
    const { verdicts, accepted } = call(121, 0);
    expect(accepted).toBe(120);
    expect(verdicts[120]).toMatchObject({ accepted: false, retryAtMs: expect.closeTo(nowMs + 10_000 / 120, 1) });
  });

  it('refills evenly: 12 calls a second are accepted for ever', () => {
    expect(call(5_000, 10_000 / 120).accepted).toBe(5_000);
  });
});

it('WS-18: of the refusals of a flood only the first is news, and the one that bans', () => {
  const { verdicts } = call(2_000, 1);
  expect(verdicts.flatMap((verdict, index) => (!verdict.accepted && verdict.isNews ? [index] : []))).toHaveLength(2);
});

describe('WS-18: a user who goes on regardless', () => {
  it('is banned for a minute by the call after ten times the limit, and by no other', () => {
    const { verdicts } = call(1_200 + 3, 0);
    const bans = verdicts.map((verdict) => !verdict.accepted && verdict.startsBan);
    expect([bans.indexOf(true), bans.lastIndexOf(true)]).toEqual([1_200, 1_200]);
    expect(verdicts.slice(1_200)).toEqual(
      [true, false, false].map((first) => ({
        accepted: false,
        retryAtMs: nowMs + banMs,
        isNews: first,
        startsBan: first,
      })),
    );
  });

  it('is refused until the ban is over, and then begins anew', () => {
    const { record } = call(1_201, 0);
    expect(countCall(limit, record, nowMs + banMs - 1).verdict.accepted).toBe(false);
    expect(call(121, 0, record, nowMs + banMs).accepted).toBe(120);
  });

  it('is never banned for trying twice for each accepted call', () => {
    const { verdicts } = call(20_000, 10_000 / 120 / 2);
    expect(verdicts.some((verdict) => !verdict.accepted && verdict.startsBan)).toBe(false);
  });
});

it('WS-18: no rhythm of calls gets more than the limit, or escapes a ban', () => {
  const small = { burst: 5, perMs: 1_000 };
  const gaps = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 400 })), { maxLength: 300 });
  fc.assert(
    fc.property(gaps, (gapsMs) => {
      let [atMs, record, bannedUntilMs] = [nowMs, noCalls, 0];
      const accepted: number[] = [];
      for (const gapMs of gapsMs) {
        atMs += gapMs;
        const { record: next, verdict } = countCall(small, record, atMs);
        record = next;
        if (verdict.accepted) {
          expect(atMs).toBeGreaterThanOrEqual(bannedUntilMs);
          accepted.push(atMs);
        } else {
          expect(verdict.retryAtMs).toBeGreaterThan(atMs);
          if (verdict.startsBan) bannedUntilMs = atMs + banMs;
        }
      }
      // Any 2,000 ms take what the bucket holds and what flows in meanwhile; a timer may be 1 ms early.
      for (const [first, fromMs] of accepted.entries()) {
        const inTime = accepted.slice(first).filter((ms) => ms < fromMs + 2_000).length;
        expect(inTime).toBeLessThanOrEqual(small.burst + 2 * small.burst + 1);
      }
    }),
  );
});
