import { expect, test } from 'vitest';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat();

test('REST-1: paths work with and without the trailing slash', async () => {
  const talk = await chat.talk();
  await talk.say(talk.alice);
  const query = `?client=${talk.alice.id}&freelancer=${talk.bob.id}`;
  const paths = ['/threads/', talk.path, `${talk.path}messages/`, `${talk.path}messages/1/reads/`, '/unread-count/'];
  for (const path of [...paths, `/threads/by-participants/${query}`]) {
    const without = path.replace(/\/(\?|$)/, '$1');
    const [one, other] = [await talk.alice.rest('GET', path), await talk.alice.rest('GET', without)];
    expect([one.status, one.body], without).toEqual([200, other.body]);
  }
  expect((await talk.alice.rest('POST', `${talk.path}messages`, { content: 'x' })).status).toBe(201);
  expect((await talk.alice.rest('POST', `${talk.path}mark-read`, {})).status).toBe(200);
});

test('REST-1, REST-2: an unknown path or method is 404 not_found, as problem+json', async () => {
  const talk = await chat.talk();
  const unknown: [string, string][] = [
    ['GET', '/nothing/'],
    ['GET', '/'],
    ['POST', talk.path],
    ['DELETE', '/threads/'],
    ['PUT', '/unread-count/'],
    ['GET', `${talk.path}messages/1/`],
    ['GET', `${talk.path}nothing/`],
  ];
  for (const [method, path] of unknown) {
    const { status, headers, body } = await talk.alice.rest(method, path);
    expect([status, headers.get('content-type')], `${method} ${path}`).toEqual([404, 'application/problem+json']);
    expect(body, `${method} ${path}`).toEqual({
      type: 'about:blank',
      title: 'Not found',
      status: 404,
      detail: expect.any(String),
      code: 'not_found',
    });
  }
});
