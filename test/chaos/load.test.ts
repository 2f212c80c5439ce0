import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Message } from '../../protocol/objects.ts';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { checkFlat, leakWatch } from './leak-watch.ts';
import { isLong, numberOf } from './length.ts';
import { LoadClient, type Refusals } from './load-client.ts';
import { eventually } from './storm-checks.ts';

/**
 * Many sockets in many threads: first below what the app can do, then three times the quota of requests. Each thread
 * has two users with two devices each. The measurements are printed. The only condition is that nothing is lost.
 */

const size = isLong
  ? {
      threads: numberOf('LOAD_THREADS', 500),
      seconds: numberOf('LOAD_SECONDS', 300),
      messagesPerSecond: numberOf('LOAD_RATE', 20),
      overloadSeconds: numberOf('LOAD_OVERLOAD_SECONDS', 30),
    }
  : { threads: 5, seconds: 2, messagesPerSecond: 4, overloadSeconds: 2 };
const devices = 4;
/** A message is its own frame and a post to each of the three other devices. */
const requestsPerMessage = devices;
/** 1.5 times what the load needs. */
const quota = Math.ceil(size.messagesPerSecond * requestsPerMessage * 1.5);

let app: LocalApp;
const refusals: Refusals = { rateLimited: 0, throttled: 0, other: [] };
const threads: { id: string; tokens: string[]; clients: LoadClient[] }[] = [];
let sent = 0;

/** Works on the list, a few items at a time. */
async function each<T>(list: T[], atOnce: number, work: (one: T) => Promise<unknown>): Promise<void> {
  const queue = list.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const one of queue) await work(one);
    }),
  );
}

/** Repeats a REST call until the quota allows it. */
async function rest<T>(token: string, method: string, path: string, body?: unknown): Promise<T> {
  for (;;) {
    const answer = await app.rest<T>(token, method, path, body);
    if (answer.status < 300) return answer.body;
    expect(answer.status, JSON.stringify(answer.body)).toBe(429);
    await setTimeout(200 + 400 * Math.random());
  }
}

async function openThread(number: number): Promise<void> {
  const users = [`client-${number}`, `freelancer-${number}`];
  const tokens = await Promise.all(users.map((user) => app.token(user, { expires_in: 7_200 })));
  const { id } = await rest<{ id: string }>(tokens[0]!, 'POST', '/threads/', {
    client: { id: users[0] },
    freelancer: { id: users[1] },
  });
  const clients = Array.from(
    { length: devices },
    (_, device) => new LoadClient(app, tokens[device % 2]!, `${users[device % 2]}/${device}`, id, refusals),
  );
  for (const client of clients) {
    await client.open();
    await client.catchUp();
  }
  threads.push({ id, tokens, clients });
}

/** Sends `perSecond` messages a second, by all in turn. Returns the times from each message to its acknowledgement. */
async function load(seconds: number, perSecond: number): Promise<number[]> {
  const pending = new Set<Promise<unknown>>();
  const tookMs: number[] = [];
  const begin = performance.now();
  const total = seconds * perSecond;
  for (let number = 0; number < total; number += 1) {
    await setTimeout(Math.max(0, begin + (number * 1_000) / perSecond - performance.now()));
    const thread = threads[sent % threads.length]!;
    const client = thread.clients[Math.floor(sent / threads.length) % devices]!;
    sent += 1;
    const atMs = performance.now();
    const done: Promise<void> = client.send(sent).then(() => {
      pending.delete(done);
      tookMs.push(performance.now() - atMs);
    });
    pending.add(done);
  }
  await Promise.all(pending);
  return tookMs.sort((a, b) => a - b);
}

const percentile = (sorted: number[], part: number) => Math.round(sorted[Math.floor((sorted.length - 1) * part)] ?? 0);

async function logOf({ id, tokens }: { id: string; tokens: string[] }): Promise<Message[]> {
  const log: Message[] = [];
  for (let hasMore = true; hasMore;) {
    const page = await rest<{ results: Message[]; has_more: boolean }>(
      tokens[0]!,
      'GET',
      `/threads/${id}/messages/?limit=100&after_seq=${log.length}`,
    );
    log.push(...page.results);
    hasMore = page.has_more;
  }
  return log;
}

/** Every acknowledged message is stored once, at its acknowledged `seq`, and there are no others. */
async function checkLogs(): Promise<void> {
  let stored = 0;
  await each(threads, 8, async (thread) => {
    const log = await logOf(thread);
    stored += log.length;
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
    const acknowledged = thread.clients.flatMap((client) => client.acknowledged).sort((a, b) => a.seq - b.seq);
    expect(acknowledged.map(({ seq, id }) => ({ seq, id }))).toEqual(log.map(({ seq, id }) => ({ seq, id })));
  });
  expect(stored).toBe(sent);
}

function checkReceived(): void {
  for (const { clients } of threads) {
    const last = Math.max(0, ...clients.flatMap((client) => client.acknowledged.map(({ seq }) => seq)));
    for (const { name, received } of clients)
      expect(received.size, `${name} has ${received.size} of ${last}`).toBe(last);
  }
}

const told = (figures: object) => isLong && console.log(JSON.stringify(figures));

beforeAll(async () => {
  app = await startApp({ LOCAL_REQUESTS_PER_SECOND: String(quota), LOCAL_FUNCTION_CONCURRENCY: '8' });
  await each(
    Array.from({ length: size.threads }, (_, number) => number),
    12,
    openThread,
  );
}, 1_200_000);
afterAll(async () => {
  for (const { clients } of threads) for (const client of clients) client.close();
  await app.stop();
}, 120_000);

test('below saturation every message reaches every device once', { timeout: 1_800_000 }, async () => {
  const leaks = leakWatch(app);
  const before = { ...refusals };
  const tookMs = await load(size.seconds, size.messagesPerSecond);
  await eventually(checkReceived);
  const doubled = threads
    .flatMap(({ clients }) => clients)
    .flatMap(({ received }) => [...received.values()])
    .filter((times) => times > 1).length;
  const megabytes = leaks.stop();
  told({
    sockets: threads.length * devices,
    threads: threads.length,
    messages: sent,
    lost: 0,
    doubled,
    p50Ms: percentile(tookMs, 0.5),
    p99Ms: percentile(tookMs, 0.99),
    throttled: refusals.throttled - before.throttled,
    megabytes,
  });
  // On a busy machine a post may take so long that it is repeated.
  if (isLong) expect(doubled).toBe(0);
  if (isLong) checkFlat(megabytes);
  await checkLogs();
});

test(
  'three times the quota is refused clearly, nothing that was acknowledged is lost, and it goes on as before',
  { timeout: 1_800_000 },
  async () => {
    const before = { ...refusals };
    const overMs = await load(size.overloadSeconds, (3 * quota) / requestsPerMessage);
    const begin = performance.now();
    await threads[0]!.clients[0]!.send((sent += 1));
    const recoveredMs = Math.round(performance.now() - begin);
    const refused = {
      rateLimited: refusals.rateLimited - before.rateLimited,
      throttled: refusals.throttled - before.throttled,
      other: refusals.other,
    };
    await each(
      threads.flatMap(({ clients }) => clients),
      12,
      (client) => client.catchUp(),
    );
    await eventually(checkReceived);
    await checkLogs();
    told({
      overload: 3,
      offered: overMs.length,
      lost: 0,
      refused,
      p50Ms: percentile(overMs, 0.5),
      p99Ms: percentile(overMs, 0.99),
      recoveredMs,
    });
    expect(refused.throttled + refused.rateLimited).toBeGreaterThan(0);
    expect(refused.other).toEqual([]);
  },
);
