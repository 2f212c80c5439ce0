import { describe, expect, test } from 'vitest';
import { noLimits } from '../../measure/no-limits.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat(noLimits);

describe('the content of a message', () => {
  test('WS-12: users send only text; another type is forbidden', async () => {
    const talk = await chat.joinedTalk();
    for (const type of ['system', 'payment_completed', 'dispute_created', 'job_update', 'image']) {
      expect((await talk.send(talk.atAlice, 'x', { type })).data.code, type).toBe('forbidden');
      const rest = await talk.alice.rest('POST', `${talk.path}messages/`, { content: 'x', type });
      expect([rest.status, rest.body.code], type).toEqual([403, 'forbidden']);
    }
    expect((await talk.send(talk.atAlice, 'x', { type: 'text' })).data).toMatchObject({ seq: 1, type: 'text' });
  });

  test.each([
    ['loses blank lines at the start and white space at the end', '  \n hello \t ', ' hello'],
    ['keeps the indentation of its first line', '\n    a\n  b', '    a\n  b'],
    ['has \\n for every line break', 'a\r\nb\rc\vd\fe\u0085f\u2028g\u2029h', 'a\nb\nc\nd\ne\nf\ng\nh'],
    ['keeps its inner white space', 'a \n\n\t b', 'a \n\n\t b'],
    ['is NFC-normalised', 'Cafe\u0301', 'Caf\u00e9'],
    ['loses control characters but \\n and \\t', '\u0000a\u0007b\u001b[0m\tc \u007f', 'ab[0m\tc'],
    ['is not HTML-escaped', '<b>"Tom" & \'Jerry\'</b>', '<b>"Tom" & \'Jerry\'</b>'],
    ['keeps emoji of several code points', '👩‍👩‍👧‍👦 🇩🇪', '👩‍👩‍👧‍👦 🇩🇪'],
    ['may have 4,000 code points', '🦊'.repeat(4_000), '🦊'.repeat(4_000)],
    ['is measured after it is cleaned and normalised', `\n${'e\u0301'.repeat(4_000)} `, '\u00e9'.repeat(4_000)],
    ['may have one', 'a', 'a'],
  ])('WS-12: %s', async (_, content, stored) => {
    const talk = await chat.joinedTalk();
    expect((await talk.send(talk.atAlice, content)).data.content).toBe(stored);
    expect((await talk.atBob.event('new_message')).data.content).toBe(stored);
  });

  test.each([
    ['4,001 characters', 'a'.repeat(4_001)],
    ['4,001 code points', '🦊'.repeat(4_001)],
    ['nothing', ''],
    ['only white space', ' \n\t '],
    ['only control characters', '\u0000\u0007\u001b'],
    ['nothing visible', '\u200b\u2060\ufeff\u00ad\u3164\ufe0f\u2800'],
  ])('WS-12: of %s is bad_request naming it, wherever it is sent, and nothing is written', async (_, content) => {
    const talk = await chat.joinedTalk();
    await talk.send(talk.atAlice, 'before');
    const path = `${talk.path}messages/`;
    const answers = [
      (await talk.send(talk.atAlice, content)).data,
      (await talk.atAlice.request('edit_message', { thread_id: talk.threadId, seq: 1, content })).data,
      (await talk.alice.rest('POST', path, { content })).body,
      (await talk.alice.rest('PATCH', `${path}1/`, { content })).body,
    ];
    for (const { code, details } of answers) {
      expect([code, details]).toEqual(['bad_request', [{ field: 'content', message: expect.any(String) }]]);
    }
    expect(await talk.messages()).toMatchObject([{ seq: 1, content: 'before', edited_at: null }]);
  });
});

describe('the other fields of a message', () => {
  test('SYS-10: metadata with keys of the marketplace is refused by socket and REST, which name them; nothing is stored', async () => {
    const talk = await chat.joinedTalk();
    const url = 'https://evil.example';
    const metadata = { event: 'payment_completed', action: { label: 'Pay', url }, _verified: true, amount: 5 };
    const fields = ['event', 'action', '_verified'].map((key) => ({ field: `metadata.${key}` }));
    const refusal = { code: 'bad_request', details: fields };
    expect((await talk.send(talk.atAlice, 'x', { metadata })).data).toMatchObject(refusal);
    const { status, body } = await talk.alice.rest('POST', `${talk.path}messages/`, { content: 'x', metadata });
    expect([status, body]).toMatchObject([400, refusal]);
    expect((await talk.thread(talk.bob)).last_seq).toBe(0);
  });

  test('WS-12: metadata is a JSON object of at most 4 KB', async () => {
    const talk = await chat.joinedTalk();
    const send = async (metadata: unknown) => (await talk.send(talk.atAlice, 'x', { metadata })).data;
    const ofBytes = (bytes: number) => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) });
    const nested = { list: [1, 'two', null, { three: 3.5 }], text: 'naïve 🦊', empty: {} };
    expect((await send(nested)).metadata).toEqual(nested);
    expect((await send(ofBytes(4_096))).metadata).toEqual(ofBytes(4_096));
    for (const metadata of [ofBytes(4_097), { a: '🦊'.repeat(1_100) }, [], 'text', 7, true]) {
      expect(await send(metadata)).toMatchObject({ code: 'bad_request', details: [{ field: 'metadata' }] });
    }
    expect((await talk.send(talk.atAlice)).data).toMatchObject({ seq: 3, metadata: null });
  });

  test('OBJ-5: a client_message_id may have 64 characters, whatever they are', async () => {
    const talk = await chat.joinedTalk();
    for (const client_message_id of ['🦊'.repeat(64), '#', ' ', 'a/b%c"d\\']) {
      expect((await talk.send(talk.atAlice, 'x', { client_message_id })).data.client_message_id).toBe(
        client_message_id,
      );
    }
  });

  test('OBJ-3: the preview of a message is its first 100 code points, and cuts no grapheme in two', async () => {
    const talk = await chat.joinedTalk();
    const preview = async () => (await talk.thread(talk.alice)).last_message?.preview;
    await talk.send(talk.atAlice, '🦊'.repeat(150));
    expect(await preview()).toBe('🦊'.repeat(100));
    await talk.send(talk.atAlice, `${'x'.repeat(99)}🇩🇪!`);
    expect(await preview()).toBe('x'.repeat(99));
  });

  test('WS-12: a REST body over 64 KB is payload_too_large', async () => {
    const talk = await chat.talk();
    const path = `${talk.path}messages/`;
    const padded = (bytes: number) => `{"content":"x","padding":"${'x'.repeat(bytes - 28)}"}`;
    const { status, headers, body } = await talk.alice.rest('POST', path, padded(65 * 1024));
    expect([status, headers.get('content-type')]).toEqual([413, 'application/problem+json']);
    expect(body.code).toBe('payload_too_large');
    expect((await talk.alice.rest('POST', path, padded(64 * 1024))).status).toBe(201);
  });
});
