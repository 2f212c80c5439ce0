import { beforeAll, describe, expect, it } from 'vitest';
import { httpHandler } from '../../lambdas/gateway/http-handler.ts';
import type { HttpEvent } from '../../lambdas/gateway/http-event.ts';
import { endpoints, type EndpointName } from '../../protocol/rest.ts';
import { restBase } from '../../protocol/limits.ts';
import { conversePresent, eventsTo, twoPeople } from '../support/conversation.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

let requests = 0;

/** A request of the user; the body of the answer has the form that the endpoint promises. */
async function call(
  userId: string,
  name: EndpointName,
  path: string,
  options: { body?: unknown; query?: string } = {},
) {
  requests += 1;
  const { method, responses } = endpoints[name];
  const event: HttpEvent = {
    rawPath: `${restBase}${path}`,
    rawQueryString: options.query ?? '',
    headers: { authorization: `Bearer ${userId}` },
    requestContext: {
      http: { method },
      requestId: `rest-${requests}`,
      timeEpoch: world.clock.nowMs,
    },
    isBase64Encoded: false,
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  };
  const { store, rules, as } = world;
  const verifyToken = async () => ({ userId, username: userId, expiresAtSeconds: Infinity });
  const handler = httpHandler({ store, sockets: as(userId).sockets, rules, verifyToken, openapi: {} });
  const { statusCode: status, body: text } = await handler(event);
  const body = text === undefined ? undefined : (JSON.parse(text) as Record<string, unknown>);
  const promised = (responses as Record<number, { parse(value: unknown): unknown } | null>)[status];
  if (promised) expect(promised.parse(body)).toEqual(body);
  return { status, body: body ?? {} };
}

const create = (userId: string, client: string, freelancer: string, job?: object | null) =>
  call(userId, 'createThread', '/threads/', { body: { client: { id: client }, freelancer: { id: freelancer }, job } });

describe('POST /threads/', () => {
  it('is 201 with the thread, then 200 with the same', async () => {
    const { client, freelancer } = twoPeople();
    const first = await create(client, client, freelancer, { id: 'job', title: 'Logo' });
    expect(first).toMatchObject({ status: 201, body: { job: { id: 'job', title: 'Logo' }, is_active: true } });
    expect(await create(freelancer, client, freelancer, { id: 'job' })).toMatchObject({
      status: 200,
      body: { id: first.body.id },
    });
  });
});

describe('GET /threads/by-participants/', () => {
  it('gives the thread with that job, and without a job the one that has none', async () => {
    const { client, freelancer } = twoPeople();
    const query = `client=${client}&freelancer=${freelancer}`;
    const path = '/threads/by-participants/';
    expect((await call(client, 'findThread', path, { query })).status).toBe(404);
    const withJob = await create(client, client, freelancer, { id: 'job' });
    expect((await call(client, 'findThread', path, { query })).status).toBe(404);
    const without = await create(client, client, freelancer, null);
    expect((await call(freelancer, 'findThread', path, { query })).body.id).toBe(without.body.id);
    expect((await call(freelancer, 'findThread', path, { query: `${query}&job=job` })).body.id).toBe(withJob.body.id);
  });

  it('WS-5: is 404 for who is neither of the two', async () => {
    const { client, freelancer } = twoPeople();
    await create(client, client, freelancer);
    const answer = await call('mallory', 'findThread', '/threads/by-participants', {
      query: `client=${client}&freelancer=${freelancer}`,
    });
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('is 404 the wrong way round: who is client and who is freelancer matters', async () => {
    const { client, freelancer } = twoPeople();
    await create(client, client, freelancer);
    expect(
      (
        await call(client, 'findThread', '/threads/by-participants/', {
          query: `client=${freelancer}&freelancer=${client}`,
        })
      ).status,
    ).toBe(404);
  });
});

describe('messages over REST', () => {
  it('are 201, and 200 for a repeat with the same client_message_id (WS-10)', async () => {
    const talk = await conversePresent(world);
    const path = `/threads/${talk.threadId}/messages/`;
    const body = { content: '  Hello \u0007', client_message_id: 'c-1' };
    const first = await call(talk.client, 'sendMessage', path, { body });
    expect(first).toMatchObject({ status: 201, body: { seq: 1, content: 'Hello' } });
    expect(await call(talk.client, 'sendMessage', path, { body })).toEqual({ status: 200, body: first.body });
  });

  it('can be listed, edited, read and deleted', async () => {
    const talk = await conversePresent(world);
    const path = `/threads/${talk.threadId}`;
    await talk.send(talk.client);
    expect((await call(talk.freelancer, 'listMessages', `${path}/messages/`)).body).toMatchObject({
      results: [{ seq: 1 }],
      has_more: false,
    });
    expect(
      (await call(talk.client, 'editMessage', `${path}/messages/1/`, { body: { content: 'Hi' } })).body,
    ).toMatchObject({ content: 'Hi' });
    expect((await call(talk.freelancer, 'markRead', `${path}/mark-read/`, { body: {} })).body).toMatchObject({
      count: 1,
      up_to_seq: 1,
    });
    expect((await call(talk.client, 'listReads', `${path}/messages/1/reads/`)).body).toMatchObject({
      results: [{ user: { id: talk.freelancer } }],
    });
    expect((await call(talk.client, 'deleteMessage', `${path}/messages/1/`)).body).toMatchObject({ content: '' });
  });

  it('WS-9: are pushed to the sockets just the same', async () => {
    const talk = await conversePresent(world);
    const path = `/threads/${talk.threadId}`;
    await call(talk.client, 'sendMessage', `${path}/messages/`, { body: { content: 'Hello' } });
    await call(talk.client, 'editMessage', `${path}/messages/1/`, { body: { content: 'Hi' } });
    await call(talk.client, 'deleteMessage', `${path}/messages/1/`);
    await call(talk.client, 'markRead', `${path}/mark-read/`, { body: {} });
    const events = ['new_message', 'message_edited', 'message_deleted', 'messages_read'];
    expect([eventsTo(world, `${talk.freelancer}-1`), eventsTo(world, `${talk.client}-1`)]).toEqual([events, events]);
  });

  it('WS-12: of another type than text are 403, too long ones 400', async () => {
    const talk = await conversePresent(world);
    const send = (body: object) => call(talk.client, 'sendMessage', `/threads/${talk.threadId}/messages/`, { body });
    expect(await send({ content: 'x', type: 'system' })).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(await send({ content: 'x'.repeat(4_001) })).toMatchObject({
      status: 400,
      body: { details: [{ field: 'content' }] },
    });
    expect((await talk.thread(talk.client)).last_seq).toBe(0);
  });
});

describe('threads over REST', () => {
  it.each(['putThread', 'patchThread'] as const)('%s sets is_active', async (name) => {
    const talk = await conversePresent(world);
    const answer = await call(talk.client, name, `/threads/${talk.threadId}/`, { body: { is_active: false } });
    expect(answer).toMatchObject({ status: 200, body: { id: talk.threadId, is_active: false } });
  });

  it('DELETE is 204, and the thread can still be read', async () => {
    const talk = await conversePresent(world);
    expect(await call(talk.client, 'deleteThread', `/threads/${talk.threadId}/`)).toEqual({ status: 204, body: {} });
    expect((await call(talk.client, 'listThreads', '/threads/')).body).toEqual({ results: [], next_cursor: null });
    expect((await call(talk.client, 'getThread', `/threads/${talk.threadId}`)).body).toMatchObject({
      is_active: false,
    });
    expect((await call(talk.client, 'listMessages', `/threads/${talk.threadId}/messages`)).status).toBe(200);
  });

  it('unread-count is the sum and each thread', async () => {
    const talk = await conversePresent(world);
    await talk.sendMany(talk.freelancer, 2);
    expect((await call(talk.client, 'unreadCount', '/unread-count/')).body).toEqual({
      unread_count: 2,
      threads: { [talk.threadId]: 2 },
    });
  });

  it('a bad is_active filter or cursor is 400', async () => {
    for (const query of ['is_active=yes', 'cursor=nonsense', `cursor=${'x'.repeat(1_001)}`]) {
      expect((await call('nobody', 'listThreads', '/threads/', { query })).status).toBe(400);
    }
  });
});
