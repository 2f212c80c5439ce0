import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import {
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import { startLocal, type Local, type LocalOptions } from '../../local/start.ts';
import { TestSocket } from '../support/socket.ts';
import { operator } from '../../emulator/test/support/fixture-app.ts';

export const deploySettings = {
  CHAT_MAX_CONNECTIONS: '2',
  CHAT_RATE_LIMIT: 'off',
  CHAT_EVENTS: 'thread.created,message.created,message.read,message.unread',
  // So that a test need not wait long for the first ping.
  CHAT_SOCKET_IO_PING: '8s',
};

/** The chat's own app in use, with the roles as synthesised except for `change`. */
export class Use {
  readonly local: Local;

  private constructor(local: Local) {
    this.local = local;
  }

  static async start(options: LocalOptions = {}): Promise<Use> {
    return new Use(await startLocal({ deploySettings, settings: { LOCAL_ASYNC_RETRY_DELAY_MS: 1 }, ...options }));
  }

  token(sub: string, expiresIn = 600): Promise<string> {
    return this.call('POST', '/dev/token', undefined, { sub, expires_in: expiresIn }).then(
      ({ body }) => body.token as string,
    );
  }

  async call(method: string, path: string, token?: string, body?: unknown): Promise<{ status: number; body: any }> {
    const headers = {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    const answer = await fetch(this.local.url + path, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
  }

  rest(token: string, method: string, path: string, body?: unknown) {
    return this.call(method, `/api/chat${path}`, token, body);
  }

  open(token: string): Promise<TestSocket> {
    return TestSocket.open(this.local.wsUrl, token);
  }

  async systemMessage(event: Record<string, unknown>) {
    const { payload, failed } = await this.local.functions.invoke(
      'system-message',
      JSON.stringify({ event: 'hire', ...event }),
    );
    return { failed, body: JSON.parse(payload) as any };
  }
}

export const pair = { client: { id: 'ann' }, freelancer: { id: 'ben' } };

/** Everything that people and the marketplace do, over sockets and REST. */
export async function useEverything(use: Use): Promise<void> {
  const [ann, ben] = [await use.token('ann'), await use.token('ben')];
  const { body: thread } = await use.rest(ann, 'POST', '/threads/', pair);
  const [atAnn, atBen] = [await use.open(ann), await use.open(ben)];
  const fields = { thread_id: thread.id as string };
  for (const socket of [atAnn, atBen]) await socket.request('join_thread', fields);
  for (const content of ['one', 'two'])
    await atAnn.request('send_message', { ...fields, content, client_message_id: content });
  await atBen.request('typing_start', fields);
  await atBen.request('mark_as_read', fields);
  await atAnn.request('edit_message', { ...fields, seq: 1, content: 'three' });
  for (const action of ['add_reaction', 'remove_reaction'])
    await atBen.request(action, { ...fields, seq: 2, emoji: '👍' });
  await atAnn.request('delete_message', { ...fields, seq: 1 });
  await atAnn.request('hello', { token: await use.token('ann', 1_200) });
  await useRest(use, { ann, ben, path: `/threads/${thread.id}/` });
  await useMarketplace(use, fields);
  await atBen.request('leave_thread', fields);
  await atBen.request('join_thread', fields);
  await meetExpiry(use);
  // One more than allowed closes the oldest, which leaves its room.
  const [other] = [await use.open(ann), await use.open(ann)];
  await atAnn.untilClosed();
  await other.request('join_thread', fields);
  atBen.raw.close();
  await other.event('user_left');
}

const thumbsUp = encodeURIComponent('👍');

async function useRest(use: Use, { ann, ben, path }: { ann: string; ben: string; path: string }): Promise<void> {
  const steps: [string, string, string, unknown?][] = [
    [ann, 'POST', `${path}messages/`, { content: 'four', client_message_id: 'four' }],
    [ann, 'PATCH', `${path}messages/3/`, { content: 'five' }],
    [ann, 'DELETE', `${path}messages/3/`],
    [ann, 'POST', `${path}messages/`, { content: 'six', reply_to: 2 }],
    [ben, 'PUT', `${path}messages/4/reactions/${thumbsUp}/`],
    [ben, 'DELETE', `${path}messages/4/reactions/${thumbsUp}/`],
    [ben, 'GET', '/unread-count/'],
    [ben, 'POST', `${path}mark-read/`, {}],
    [ben, 'GET', '/unread-count/'],
    [ben, 'PATCH', `${path}me/`, { pinned: true, archived: true, marked_unread: true, muted_until: 'forever' }],
    [ben, 'PUT', '/blocks/ann/'],
    [ben, 'GET', '/blocks/'],
    [ben, 'DELETE', '/blocks/ann/'],
    [ann, 'GET', `${path}messages/4/reads/`],
    [ann, 'GET', '/threads/'],
    [ann, 'GET', path],
    [ann, 'GET', `${path}messages/`],
    [ann, 'GET', '/threads/by-participants/?client=ann&freelancer=ben'],
    [ann, 'GET', '/search/?q=i'],
    [ann, 'PATCH', path, { is_active: false }],
    [ann, 'DELETE', path],
    [ann, 'POST', '/threads/', pair],
  ];
  for (const [token, method, target, body] of steps)
    expect((await use.rest(token, method, target, body)).status, `${method} ${target}`).toBeLessThan(300);
}

/**
 * Searches end in the middle of a thread and go on there, until the user, who has a device, is banned. The app must
 * allow few calls.
 */
export async function searchUntilBanned(use: Use): Promise<void> {
  const ann = await use.token('ann');
  const { body: thread } = await use.rest(ann, 'POST', '/threads/', pair);
  for (let count = 0; count < 2; count += 1)
    await use.systemMessage({ event_id: String(count), thread_id: thread.id, content: 'one' });
  const atAnn = await use.open(ann);
  const { body: first } = await use.rest(ann, 'GET', '/search/?q=one&limit=1');
  const { body: second } = await use.rest(ann, 'GET', `/search/?q=one&limit=1&cursor=${first.next_cursor}`);
  expect(second.results).toHaveLength(1);
  for (let count = 0; count < 20; count += 1) await use.rest(ann, 'GET', '/search/?q=one');
  await atAnn.untilClosed();
}

async function useMarketplace(use: Use, fields: { thread_id: string }): Promise<void> {
  for (const event of [
    { event_id: '1', ...fields },
    { event_id: '1', ...fields },
    { event_id: '2', client: { id: 'ann' }, freelancer: { id: 'cat' } },
  ]) {
    expect(await use.systemMessage(event)).toMatchObject({ failed: false });
  }
  use.local.functions.invokeAsync('system-message', '{}');
  await use.local.functions.settled();
}

/**
 * A frame after the token's expiry is refused, and the socket closed. A slow machine needs a token that lives longer.
 */
async function meetExpiry(use: Use, lifetimeSeconds = 2): Promise<void> {
  const socket = await use
    .token('dan', lifetimeSeconds)
    .then((token) => use.open(token))
    .catch(() => null);
  if (socket === null && lifetimeSeconds < 30) return meetExpiry(use, lifetimeSeconds * 4);
  await setTimeout(lifetimeSeconds * 1_000);
  expect(await socket?.request('ping')).toMatchObject({ data: { code: 'unauthorized' } });
  await socket?.untilClosed();
}

/**
 * Connections whose rows in their room are missing are closed: one by its client, one because the user has too many.
 */
export async function meetMissingRooms(use: Use): Promise<void> {
  const [ann, ben] = [await use.token('ann'), await use.token('ben')];
  const { body: thread } = await use.rest(ann, 'POST', '/threads/', pair);
  const [atAnn, atBen] = [await use.open(ann), await use.open(ben)];
  for (const socket of [atAnn, atBen]) await socket.request('join_thread', { thread_id: thread.id });
  await deleteRooms(use, `T#${thread.id}`);
  atBen.raw.close();
  await use.open(ann);
  await use.open(ann);
  await atAnn.untilClosed();
  const ended = () => use.local.stats.snapshot().lambda.by_function['disconnect']?.invocations ?? 0;
  for (let polls = 0; polls < 400 && ended() < 1; polls += 1) await setTimeout(25);
}

async function deleteRooms(use: Use, PK: string): Promise<void> {
  const table = new DynamoDBClient(operator(use.local.internalUrl));
  const TableName = use.local.app.tables[0]!.name;
  const { Items = [] } = await table.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'PK = :pk AND begins_with(SK, :sk)',
      ExpressionAttributeValues: { ':pk': { S: PK }, ':sk': { S: 'ROOM#' } },
    }),
  );
  expect(Items).toHaveLength(2);
  for (const { PK, SK } of Items) await table.send(new DeleteItemCommand({ TableName, Key: { PK: PK!, SK: SK! } }));
}

/** Every function that pushes meets connections that closed without `$disconnect`. */
export async function meetGoneConnections(use: Use): Promise<void> {
  const [ann, ben] = [await use.token('ann'), await use.token('ben')];
  const { body: thread } = await use.rest(ann, 'POST', '/threads/', pair);
  const fields = { thread_id: thread.id as string };
  const leave = async (token: string) => {
    const socket = await use.open(token);
    await socket.request('join_thread', fields);
    socket.raw.close();
    await once(socket.raw, 'close');
  };
  await leave(ben);
  await (await use.open(ann)).request('send_message', { ...fields, content: 'to nobody' });
  await leave(ben);
  await use.rest(ann, 'POST', `/threads/${thread.id}/messages/`, { content: 'to nobody' });
  await leave(ben);
  await use.systemMessage({ event_id: '9', ...fields });
  await leave(ben);
  await finishAgain(use, thread.id);
}

/** More messages than are read with the room, so that the first of them is read by itself. */
const messagesBeyondRoom = 8;

/** Every function that pushes messages closes a connection to which it cannot push. */
export async function meetBrokenConnections(use: Use): Promise<void> {
  const [ann, ben] = [await use.token('ann'), await use.token('ben')];
  const { body: thread } = await use.rest(ann, 'POST', '/threads/', pair);
  await (await use.open(ben)).request('join_thread', { thread_id: thread.id });
  for (let count = 0; count < messagesBeyondRoom; count += 1)
    await use.rest(ann, 'POST', `/threads/${thread.id}/messages/`, { content: 'not heard' });
  await use.systemMessage({ event_id: '10', thread_id: thread.id });
  await (await use.open(ben)).request('join_thread', { thread_id: thread.id });
  await finishAgain(use, thread.id);
}

/**
 * The messages of a thread go out on the bus from a process that has not heard of the thread, and so does what nobody
 * can read, to its queue.
 */
export async function useStream(use: Use): Promise<void> {
  const table = new DynamoDBClient(operator(use.local.internalUrl));
  const TableName = use.local.app.tables[0]!.name;
  const ann = await use.token('ann');
  const { body: thread } = await use.rest(ann, 'POST', '/threads/', pair);
  await use.rest(ann, 'POST', `/threads/${thread.id}/messages/`, { content: 'one' });
  expect(await publishAgain(use, table, `T#${thread.id}`)).toMatchObject({ failed: false });
  const { queue } = use.local.queues.find(
    use.local.app.functions.find(({ shortName }) => shortName === 'publish-changes')!.streams[0]!.onFailureArn!,
  )!;
  const given = queue.arrival(60_000);
  await table.send(
    new PutItemCommand({ TableName, Item: { PK: { S: `T#${thread.id}` }, SK: { S: 'M#999999999999' } } }),
  );
  await given;
}

/** The thread does not say any more that anybody was notified of its messages, as if all their calls had died. */
async function finishAgain(use: Use, threadId: string) {
  const table = new DynamoDBClient(operator(use.local.internalUrl));
  const update = {
    TableName: use.local.app.tables[0]!.name,
    Key: { PK: { S: `T#${threadId}` }, SK: { S: 'META' } },
    UpdateExpression: 'SET told = :none',
    ExpressionAttributeValues: { ':none': { L: [{ N: '0' }] } },
  };
  await table.send(new UpdateItemCommand(update));
  expect(await publishAgain(use, table, `T#${threadId}`)).toMatchObject({ failed: false });
}

/** A stream carries binary attributes in base64. */
const binaryAsBase64 = (_: string, value: unknown) =>
  value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;

/** Passes the messages of a thread to `publish-changes` as the stream does. */
export async function publishAgain(use: Use, table: DynamoDBClient, PK: string) {
  const query = {
    KeyConditionExpression: 'PK = :pk AND begins_with(SK, :sk)',
    ExpressionAttributeValues: { ':pk': { S: PK }, ':sk': { S: 'M#' } },
  };
  const { Items = [] } = await table.send(new QueryCommand({ TableName: use.local.app.tables[0]!.name, ...query }));
  const Records = Items.map(({ PK, SK, ...rest }, index) => ({
    eventName: 'INSERT',
    dynamodb: { Keys: { PK, SK }, NewImage: { PK, SK, ...rest }, SequenceNumber: String(index) },
  }));
  return use.local.functions.invoke('publish-changes', JSON.stringify({ Records }, binaryAsBase64));
}
