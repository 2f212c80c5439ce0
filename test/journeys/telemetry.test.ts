import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isMetricLine, readMetricLine } from '../support/emf.ts';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { joinedTalk } from '../support/people.ts';

const file = join(mkdtempSync(join(tmpdir(), 'chat-log-')), 'functions.log');
const secret = 'a text that no log may hold';

let app: LocalApp;
beforeAll(async () => {
  app = await startApp({ LOCAL_FUNCTION_LOG: file, CHAT_RATE_LIMIT: '3/1h' });
});
afterAll(() => app.stop());

/** The lines that a function has written, each without its name. */
function linesOf(name?: string): string[] {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines
    .filter((line) => name === undefined || line.startsWith(`${name}: `))
    .map((line) => line.replace(/^[a-z-]+: /, ''));
}

const metricsOf = (name: string) => linesOf(name).filter(isMetricLine).map(readMetricLine);

/** The metrics of a function's calls that match. A line may arrive a little after the answer. */
async function told(name: string, holds: (line: ReturnType<typeof readMetricLine>) => boolean) {
  const find = () => metricsOf(name).filter(holds);
  await expect.poll(() => find().length, { timeout: 10_000 }).toBeGreaterThan(0);
  return find();
}

describe('what the functions write into their logs', () => {
  test('a message is one line of metrics: that it was sent, and how long it took to reach the last open device', async () => {
    const { threadId, atAlice, atBob } = await joinedTalk(app);
    const { data: sent } = await atAlice.request('send_message', { thread_id: threadId, content: secret });
    await atBob.event('new_message');
    const lines = await told('frame', ({ properties }) => properties.request_id === sent.id);
    expect(lines).toEqual([
      {
        namespace: 'chat-local',
        values: { MessagesSent: 1, DeliveryTime: expect.any(Number) },
        units: { MessagesSent: 'Count', DeliveryTime: 'Milliseconds' },
        // One id leads from the frame to its pushes, its row and its events.
        properties: { request_id: sent.id, connection_id: expect.any(String) },
      },
    ]);
    expect(lines[0]?.values.DeliveryTime).toBeLessThan(60_000);
  });

  test('WS-14: a message that exceeds the rate limit is counted', async () => {
    const { threadId, atAlice } = await joinedTalk(app);
    for (let count = 0; count < 3; count += 1)
      await atAlice.request('send_message', { thread_id: threadId, content: secret });
    const before = metricsOf('frame').filter(({ values }) => values.RateLimited === 1).length;
    expect((await atAlice.request('send_message', { thread_id: threadId, content: secret })).data).toMatchObject({
      code: 'rate_limited',
    });
    await expect
      .poll(() => metricsOf('frame').filter(({ values }) => values.RateLimited === 1).length)
      .toBe(before + 1);
  });

  test('messages by REST and of the marketplace are counted too', async () => {
    const { alice, threadId } = await joinedTalk(app);
    const { body } = await alice.rest('POST', `/threads/${threadId}/messages/`, { content: secret });
    expect(await told('http', ({ properties }) => properties.request_id === body.id)).toMatchObject([
      { values: { MessagesSent: 1 } },
    ]);
    const { payload } = await app.invoke('system-message', {
      event_id: 'telemetry-1',
      event: 'system',
      thread_id: threadId,
      content: secret,
    });
    expect(
      await told('system-message', ({ properties }) => properties.request_id === payload.message.id),
    ).toMatchObject([{ values: { MessagesSent: 1 } }]);
  });

  test('the end of a connection records how long it was open', async () => {
    const { atBob } = await joinedTalk(app);
    const connectionId = (await atBob.request('hello', {})).data.connection_id;
    await atBob.close();
    const [line] = await told('disconnect', ({ properties }) => properties.connection_id === connectionId);
    expect(line?.values.ConnectionTime).toBeGreaterThan(0);
    expect(line?.values.ConnectionTime).toBeLessThan(60);
  });

  test('concurrent messages are each counted once', async () => {
    const { threadId, atAlice, atBob } = await joinedTalk(app);
    const before = metricsOf('frame').reduce((sum, { values }) => sum + (values.MessagesSent ?? 0), 0);
    const send = { thread_id: threadId, content: secret };
    await Promise.all([atAlice, atBob].flatMap((device) => [1, 2, 3].map(() => device.request('send_message', send))));
    await expect
      .poll(() => metricsOf('frame').reduce((sum, { values }) => sum + (values.MessagesSent ?? 0), 0))
      .toBe(before + 6);
  });

  test('frames that no metric counts leave no line', async () => {
    const { atAlice } = await joinedTalk(app);
    const before = linesOf('frame').length;
    await atAlice.request('ping', {});
    await atAlice.request('hello', {});
    expect(linesOf('frame').length).toBe(before);
  });

  test('every line of ours is JSON and names its call; none holds a text, a name or a token', async () => {
    const refused = await app.call('GET', '/api/chat/threads/', undefined, { authorization: 'Bearer eyJ.bad.token' });
    expect(refused.status).toBe(401);
    const lines = linesOf();
    // Warnings of Node.js and the SDK on stderr are not ours.
    const ours = lines.filter((line) => line.startsWith('{'));
    expect(ours.length).toBeGreaterThan(10);
    for (const line of ours) expect(JSON.parse(line)).toMatchObject({ request_id: expect.stringMatching(/./) });
    expect(lines.filter((line) => line.includes(secret) || line.includes('eyJ') || /Alice|Bob/.test(line))).toEqual([]);
  });
});
