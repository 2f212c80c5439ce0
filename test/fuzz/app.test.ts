import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jsonOf, requestIdOf } from '../../lambdas/gateway/frame-event.ts';
import { quietActions } from '../../protocol/events.ts';
import type { Action } from '../../protocol/frames.ts';
import { endpoints } from '../../protocol/rest.ts';
import { noLimits } from '../../measure/no-limits.ts';
import { isLong, numberOf, seedOf } from '../chaos/length.ts';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { joinedTalk } from '../support/people.ts';
import { Random } from '../support/random.ts';
import type { TestSocket } from '../support/socket.ts';
import { mutate, mutateFields } from './mutate.ts';
import { send } from './send.ts';
import { fuzzSignedUrls } from './signed-urls.ts';
import { fuzzUploads } from './uploads.ts';

/** Frames and requests changed at random against the running app: each is answered, none by a failure of ours. */

const seed = seedOf('FUZZ_SEED');
const rounds = isLong ? numberOf('FUZZ_ROUNDS', 5_000) : 250;
const logFile = join(mkdtempSync(join(tmpdir(), 'chat-log-')), 'functions.log');

let app: LocalApp;
beforeAll(async () => {
  app = await startApp({ ...noLimits, CHAT_UPLOAD_LIMIT: 'off', LOCAL_FUNCTION_LOG: logFile });
});
afterAll(() => app.stop());

/** Nothing failed inside: there is no error in the log, no function threw, and the app still works. */
async function checkUnharmed(): Promise<void> {
  expect(
    readFileSync(logFile, 'utf8')
      .split('\n')
      .filter((line) => /"level":"(ERROR|WARN)"|UnhandledPromise/.test(line)),
  ).toEqual([]);
  const { body } = await app.call('GET', '/dev/stats');
  expect(body.lambda.errors).toBe(0);
  expect(app.process.exitCode).toBeNull();
  expect(
    app
      .log()
      .split('\n')
      .filter((line) => /error|exited|reject/i.test(line)),
  ).toEqual([]);
}

const frames = (thread_id: string): Record<string, unknown>[] => [
  { action: 'hello', token: 'x' },
  { action: 'join_thread', thread_id, after_seq: 0, limit: 10 },
  { action: 'leave_thread', thread_id },
  { action: 'send_message', thread_id, content: 'hello', client_message_id: 'key', metadata: { a: 1 }, after_seq: 0 },
  { action: 'typing_start', thread_id },
  { action: 'typing_stop', thread_id },
  { action: 'mark_as_read', thread_id, up_to_seq: 1 },
  { action: 'edit_message', thread_id, seq: 1, content: 'hello again' },
  { action: 'delete_message', thread_id, seq: 1 },
  { action: 'ping' },
];

const frameBytesMax = 32 * 1024;

/** The frame with a request id if it would not be answered without one (WS-4). */
function loud(text: string): string {
  const frame = jsonOf(text) as { action?: unknown } | null | undefined;
  const isQuiet = quietActions.has(frame?.action as Action) && requestIdOf(frame) === undefined;
  return isQuiet ? JSON.stringify({ ...frame, request_id: 'loud' }) : text;
}

/** Sends a text and returns what answers it. Nobody else does anything in the thread, so nothing else arrives. */
async function ask(device: TestSocket, text: string) {
  const before = device.frames.length;
  device.send(text);
  return (await device.untilCount(before + 1, () => true))[before]!;
}

test(
  `WS-4: FUZZ_SEED=${seed}: frames changed at random are all answered, never with internal, and the socket stays open`,
  { timeout: 1_200_000 },
  async () => {
    const random = new Random(seed);
    const { threadId, atAlice } = await joinedTalk(app);
    for (let round = 0; round < rounds; round += 1) {
      const frame = random.pick(frames(threadId));
      const text = random.chance(0.5)
        ? mutate(JSON.stringify(frame), random)
        : JSON.stringify(mutateFields(frame, random));
      if (Buffer.byteLength(text) > frameBytesMax) continue;
      const answer = await ask(atAlice, loud(text));
      expect(answer.event, `round ${round}: ${text} → ${JSON.stringify(answer)}`).toBeTypeOf('string');
      expect(answer.data.code, `round ${round}: ${text}`).not.toBe('internal');
      expect(atAlice.closed, `round ${round}: ${text}`).toBeNull();
    }
    await checkUnharmed();
  },
);

test(
  `WS-18: FUZZ_SEED=${seed}: floods by each action, changed at random, are answered frame by frame`,
  { timeout: 1_200_000 },
  async () => {
    const random = new Random(seed + 3);
    const { threadId, atAlice } = await joinedTalk(app);
    for (const [index, frame] of frames(threadId).entries()) {
      const ids = Array.from({ length: isLong ? 500 : 30 }, (_, number) => `${index}/${number}`);
      for (const request_id of ids) {
        const mutant = random.chance(0.5) ? frame : mutateFields(frame, random);
        atAlice.send({ ...mutant, action: frame.action, request_id });
      }
      const isReply = ({ request_id: id }: { request_id?: string }) => id !== undefined && ids.includes(id);
      const replies = await atAlice.untilCount(ids.length, isReply);
      expect(replies.map(({ request_id: id }) => id).sort()).toEqual(ids.sort());
      expect(replies.filter(({ data }) => (data as { code?: string }).code === 'internal')).toEqual([]);
    }
    await checkUnharmed();
  },
);

test(
  `REST-2: FUZZ_SEED=${seed}: requests changed at random are never answered with 5xx`,
  { timeout: 1_200_000 },
  async () => {
    const random = new Random(seed + 1);
    const { alice, bob, threadId } = await joinedTalk(app);
    const bodies = [
      { client: alice.named, freelancer: bob.named, job: { id: 'j' } },
      { is_active: true },
      { content: 'hello', client_message_id: 'k', after_seq: 0, metadata: {} },
      { up_to_seq: 1 },
      {},
    ];
    const all = Object.values(endpoints);
    const statuses = new Set<number>();
    for (let round = 0; round < rounds; round += 1) {
      const { method, path } = random.pick(all);
      const whole = `/api/chat${path.replace('{id}', threadId).replace('{seq}', '1')}?limit=5&after_seq=0&client=${alice.id}&freelancer=${bob.id}&cursor=WzAsMCwieCJd`;
      const target = (random.chance(0.5) ? mutate(whole, random) : whole).replace(/[^!-~]/g, (char) =>
        encodeURIComponent(char.toWellFormed()),
      );
      const body = random.pick(bodies);
      const text = random.chance(0.5)
        ? mutate(JSON.stringify(body), random)
        : JSON.stringify(mutateFields(body, random));
      const headers: Record<string, string> = {
        authorization: `Bearer ${alice.token}`,
        'content-type': random.pick([
          'application/json',
          'text/plain',
          'multipart/form-data',
          'application/octet-stream',
        ]),
      };
      if (random.chance(0.1)) headers['authorization'] = mutate(`Bearer ${alice.token}`, random).replace(/[^ -~]/g, '');
      const hasBody = !['GET', 'DELETE'].includes(method) || random.chance(0.2);
      const answer = await send(
        app.url,
        random.chance(0.1) ? random.pick(['PUT', 'HEAD', 'OPTIONS', 'TRACE']) : method,
        target.startsWith('/') ? target : `/${target}`,
        headers,
        hasBody ? text : '',
      );
      if (answer === null) continue;
      statuses.add(answer.status);
      expect(answer.status, `round ${round}: ${method} ${target} ${text} → ${answer.text}`).toBeLessThan(500);
    }
    expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 404]));
    await checkUnharmed();
  },
);

test(
  `ATT-3: FUZZ_SEED=${seed}: uploads changed at random, by calls at once, are never answered with 5xx`,
  { timeout: 1_200_000 },
  async () => {
    await fuzzUploads(await joinedTalk(app), new Random(seed + 4), rounds / 10);
    await checkUnharmed();
  },
);

test(
  `ATT-1: FUZZ_SEED=${seed}: a signed URL that is changed at random opens nothing`,
  { timeout: 1_200_000 },
  async () => {
    await fuzzSignedUrls(await joinedTalk(app), new Random(seed + 5), rounds);
    await checkUnharmed();
  },
);

/** The claims of a token, in any form of base64. */
const bytesOf = (token: string) =>
  token
    .split('.')
    .map((part) => Buffer.from(part, 'base64url').toString('hex'))
    .join('.');

test('WS-1: handshakes with anything for a token are refused, the longest too', { timeout: 110_000 }, async () => {
  const random = new Random(seed + 2);
  const token = await app.token('alice');
  for (let round = 0; round < 60; round += 1) {
    const bad =
      round === 0
        ? 'x'.repeat(7_000)
        : mutate(token, random)
            .replace(/[^!-~]/g, '')
            .slice(0, 7_000) || 'x';
    if (bytesOf(bad) === bytesOf(token)) continue;
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      authorization: `Bearer ${bad}`,
    };
    const answer = await send(app.url, 'GET', '/ws', headers, '');
    expect([401, 403, 400], `round ${round}: ${bad}`).toContain(answer?.status ?? 400);
  }
  await checkUnharmed();
});
