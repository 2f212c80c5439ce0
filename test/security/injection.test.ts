import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Thread } from '../../protocol/objects.ts';
import { noLimits } from '../../measure/no-limits.ts';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { TestSocket } from '../support/socket.ts';

/** What users and services write is text, wherever it comes by: no expression, no key, no header, no line of a log. */

const logFile = join(mkdtempSync(join(tmpdir(), 'chat-log-')), 'functions.log');
let app: LocalApp;
beforeAll(async () => {
  app = await startApp({ LOCAL_FUNCTION_LOG: logFile, ...noLimits });
});
afterAll(() => app.stop());

const hostile = [
  '#pk',
  ':pk',
  'PK = :pk OR attribute_exists(SK)',
  "' OR '1'='1",
  'T#x',
  'U#alice',
  'META',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '${jndi:ldap://x}',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '%00%0d%0a',
  'a"b\\c',
  '*',
  '[]',
  '{"S":"x"}',
  'null',
  '-0',
  '𝕏‮',
];

test.each(hostile)('%j is an id, a name, a title, a text and a key like any other', async (text) => {
  const [me, other] = [`me ${text}`, text];
  // Names and titles are shown without characters that turn the direction of what is around them (OBJ-5).
  const shown = text.replace('\u202e', '');
  const tokens = { me: await app.token(me, { username: text }), other: await app.token(other) };
  const created = await app.rest<Thread>(tokens.me, 'POST', '/threads/', {
    client: { id: me },
    freelancer: { id: other, username: text },
    job: { id: text, title: text },
  });
  expect(created.status).toBe(201);
  const { id } = created.body;
  expect(created.body).toMatchObject({
    client: { id: me },
    freelancer: { id: other },
    job: { id: text, title: shown },
  });

  const socket = await TestSocket.open(app.wsUrl, tokens.me);
  await socket.request('join_thread', { thread_id: id });
  const metadata = JSON.parse(
    `{${JSON.stringify(`key ${text}`)}: ${JSON.stringify(text)}, "of": {"__proto__": {"polluted": true}}, "constructor": {"prototype": {"polluted": true}}}`,
  );
  const sent = await socket.request('send_message', {
    thread_id: id,
    content: text,
    client_message_id: text,
    metadata,
    after_seq: 0,
  });
  expect(sent.data).toMatchObject({ seq: 1, content: text, client_message_id: text });
  expect(
    (await socket.request('send_message', { thread_id: id, content: text, client_message_id: text, after_seq: 0 })).data
      .seq,
  ).toBe(1);
  expect((await app.rest(tokens.other, 'POST', `/threads/${id}/mark-read/`, {})).body.count).toBe(1);
  expect((await app.rest(tokens.other, 'GET', `/threads/${id}/messages/1/reads/`)).body.results).toMatchObject([
    { user: { id: other } },
  ]);
  const query = `client=${encodeURIComponent(me)}&freelancer=${encodeURIComponent(other)}&job=${encodeURIComponent(text)}`;
  expect((await app.rest(tokens.other, 'GET', `/threads/by-participants/?${query}`)).body.id).toBe(id);
  expect((await app.rest(tokens.other, 'GET', '/threads/')).body.results.map((thread: Thread) => thread.id)).toEqual([
    id,
  ]);

  const event = await app.invoke('system-message', {
    event_id: `${text} of ${id}`,
    event: 'system',
    thread_id: id,
    content: text,
  });
  expect(event).toMatchObject({ functionError: null, payload: { message: { seq: 2, content: text } } });

  // Used as the id of a thread it is that of none.
  expect((await app.rest(tokens.me, 'GET', `/threads/${encodeURIComponent(text)}/`)).status).toBe(404);
  expect((await socket.request('join_thread', { thread_id: text })).data.code).toBe('not_found');
  await socket.close();
});

describe('what nobody may break out of', () => {
  test('a line of the log: what comes in stands in no line of its own', async () => {
    const forged = '\r\n{"level":"ERROR","message":"forged"}';
    const token = await app.token('line', { username: `line${forged}` });
    const socket = await TestSocket.open(app.wsUrl, token);
    await app.call('POST', '/dev/faults', { LOCAL_DYNAMODB_500: 1 });
    await socket.request('join_thread', { thread_id: `t` });
    await app.call(
      'GET',
      `/api/chat/threads/x${encodeURIComponent(forged)}/?x=${encodeURIComponent(forged)}`,
      undefined,
      { authorization: `Bearer ${token}`, 'user-agent': 'a {"level":"ERROR"}' },
    );
    await app.call('POST', '/dev/faults', { LOCAL_DYNAMODB_500: 0 });
    const lines = readFileSync(logFile, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.replace(/^[a-z-]+: /, ''));
    const own = lines.filter((line) => line.startsWith('{'));
    expect(own.some((line) => line.includes('frame failed'))).toBe(true);
    for (const line of own) expect(JSON.parse(line).message).not.toBe('forged');
    expect(readFileSync(logFile, 'utf8')).not.toContain(token);
  });

  test('a header: an answer has the same headers whatever was asked', async () => {
    const token = await app.token('header');
    const names = async (path: string) => [...(await app.rest(token, 'GET', path)).headers.keys()].sort();
    expect(await names('/threads/a%0d%0aset-cookie:%20x=1/')).toEqual(await names('/threads/a/'));
  });

  test('REST-1: only the claims of the token say who the caller is: headers and fields that name somebody are ignored', async () => {
    const token = await app.token('honest');
    const headers = {
      authorization: `Bearer ${token}`,
      'x-user-id': 'alice',
      'x-forwarded-user': 'alice',
      'x-amzn-oidc-identity': 'alice',
      cookie: 'sub=alice',
    };
    const { body } = await app.call('GET', '/api/chat/threads/?sub=alice&user_id=alice', undefined, headers);
    expect(body.results).toEqual([]);
  });
});
