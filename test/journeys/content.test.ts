import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { joinedTalk, newTalk } from '../support/people.ts';

let app: LocalApp;
beforeAll(async () => (app = await startApp({ CHAT_RATE_LIMIT: 'off' })));
afterAll(() => app.stop());

describe('WS-12: what users send', () => {
  test('WS-12: text alone; another type gets forbidden', async () => {
    const { alice, threadId, atAlice } = await joinedTalk(app);
    for (const type of ['system', 'payment_completed', 'dispute_created', 'job_update', 'image']) {
      const { data } = await atAlice.request('send_message', { thread_id: threadId, content: 'x', type });
      expect(data.code, type).toBe('forbidden');
      const rest = await alice.rest('POST', `/threads/${threadId}/messages/`, { content: 'x', type });
      expect([rest.status, rest.body.code], type).toEqual([403, 'forbidden']);
    }
    expect(
      (await atAlice.request('send_message', { thread_id: threadId, content: 'x', type: 'text' })).data,
    ).toMatchObject({ seq: 1, type: 'text' });
  });

  test.each([
    ['is trimmed', '  \n hello \t ', 'hello'],
    ['keeps its inner white space', 'a \n\n\t b', 'a \n\n\t b'],
    ['is NFC-normalised', 'Cafe\u0301', 'Caf\u00e9'],
    [
      'loses control characters but \\n and \\t, before it is trimmed',
      '\u0000 a\u0007b\u0085\u001b[0m\r\nc \u007f',
      'ab[0m\nc',
    ],
    ['is not HTML-escaped', '<b>"Tom" & \'Jerry\'</b>', '<b>"Tom" & \'Jerry\'</b>'],
    ['keeps emoji of several code points', '👩‍👩‍👧‍👦 🇩🇪', '👩‍👩‍👧‍👦 🇩🇪'],
    ['may have 4,000 code points', '🦊'.repeat(4_000), '🦊'.repeat(4_000)],
    ['is measured once trimmed and normalised', ` ${'e\u0301'.repeat(4_000)} `, '\u00e9'.repeat(4_000)],
    ['may have one', 'a', 'a'],
  ])('WS-12: content %s', async (_, content, stored) => {
    const { threadId, atAlice, atBob } = await joinedTalk(app);
    expect((await atAlice.request('send_message', { thread_id: threadId, content })).data.content).toBe(stored);
    expect((await atBob.event('new_message')).data.content).toBe(stored);
  });

  const badContent: [string, string][] = [
    ['4,001 characters', 'a'.repeat(4_001)],
    ['4,001 code points', '🦊'.repeat(4_001)],
    ['nothing', ''],
    ['white space alone', ' \n\t '],
    ['control characters alone', '\u0000\u0007\u001b'],
  ];

  test('WS-12: too long or too short content is bad_request naming it, at every place, nothing written', async () => {
    const { alice, threadId, atAlice } = await joinedTalk(app);
    await atAlice.request('send_message', { thread_id: threadId, content: 'before' });
    const path = `/threads/${threadId}/messages/`;
    for (const [what, content] of badContent) {
      const answers = [
        (await atAlice.request('send_message', { thread_id: threadId, content })).data,
        (await atAlice.request('edit_message', { thread_id: threadId, seq: 1, content })).data,
        (await alice.rest('POST', path, { content })).body,
        (await alice.rest('PATCH', `${path}1/`, { content })).body,
      ];
      for (const { code, details } of answers) {
        expect([code, details], what).toEqual(['bad_request', [{ field: 'content', message: expect.any(String) }]]);
      }
    }
    const { results } = await alice.get(path);
    expect(results).toMatchObject([{ seq: 1, content: 'before', edited_at: null }]);
  });

  test('WS-12: metadata is a JSON object of at most 4 KB', async () => {
    const { threadId, atAlice } = await joinedTalk(app);
    const send = async (metadata: unknown) =>
      (await atAlice.request('send_message', { thread_id: threadId, content: 'x', metadata })).data;
    const ofBytes = (bytes: number) => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) });
    const nested = { list: [1, 'two', null, { three: 3.5 }], text: 'naïve 🦊', empty: {} };
    expect((await send(nested)).metadata).toEqual(nested);
    expect((await send(ofBytes(4_096))).metadata).toEqual(ofBytes(4_096));
    for (const metadata of [ofBytes(4_097), { a: '🦊'.repeat(1_100) }, [], 'text', 7, true]) {
      expect(await send(metadata)).toMatchObject({ code: 'bad_request', details: [{ field: 'metadata' }] });
    }
    expect((await atAlice.request('send_message', { thread_id: threadId, content: 'x' })).data).toMatchObject({
      seq: 3,
      metadata: null,
    });
  });

  test('WS-12: a REST body over 64 KB is payload_too_large', async () => {
    const { alice, threadId } = await newTalk(app);
    const path = `/threads/${threadId}/messages/`;
    const padded = (bytes: number) =>
      JSON.stringify({ content: 'x', padding: 'x' }).replace('x"}', `${'x'.repeat(bytes - 28)}"}`);
    const { status, headers, body } = await alice.rest('POST', path, padded(65 * 1024));
    expect([status, headers.get('content-type'), body.code]).toEqual([
      413,
      'application/problem+json',
      'payload_too_large',
    ]);
    expect((await alice.rest('POST', path, padded(64 * 1024))).status).toBe(201);
  });
});

describe('section 1: the limits of names', () => {
  test('section 1: the preview of a message is its first 100 code points', async () => {
    const { alice, threadId, atAlice } = await joinedTalk(app);
    await atAlice.request('send_message', { thread_id: threadId, content: '🦊'.repeat(150) });
    expect((await alice.get(`/threads/${threadId}/`)).last_message.preview).toBe('🦊'.repeat(100));
  });

  test('section 1: a client_message_id may have 64 characters, whatever they are', async () => {
    const { threadId, atAlice } = await joinedTalk(app);
    for (const client_message_id of ['🦊'.repeat(64), '#', ' ', 'a/b%c"d\\']) {
      const { data } = await atAlice.request('send_message', { thread_id: threadId, content: 'x', client_message_id });
      expect(data.client_message_id).toBe(client_message_id);
    }
  });

  test('section 1: longer titles are cut to 120 characters', async () => {
    const { alice, bob } = await newTalk(app);
    const job = { id: 'j'.repeat(128), title: '🦊'.repeat(130) };
    const { status, body } = await alice.rest('POST', '/threads/', { client: alice.named, freelancer: bob.named, job });
    expect([status, body.job]).toEqual([201, { id: job.id, title: '🦊'.repeat(120) }]);
  });
});
