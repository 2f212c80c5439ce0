import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadApp } from '../../../local/app.ts';
import { compilePolicy, type AccessRequest } from '../../../local/iam/policy.ts';
import type { LocalApp, PolicyStatement } from '../../../local/model.ts';
import { startLocal, type Local, type LocalOptions } from '../../../local/start.ts';
import { TestSocket } from '../../support/socket.ts';

const deploySettings = { CHAT_MAX_CONNECTIONS: '2', CHAT_RATE_LIMIT: 'off' };

/** The chat's own app as somebody uses it, the roles as synthesised but for `change`. */
class Use {
  readonly local: Local;

  private constructor(local: Local) {
    this.local = local;
  }

  static async start(options: LocalOptions = {}): Promise<Use> {
    return new Use(await startLocal({ deploySettings, settings: { LOCAL_ASYNC_RETRY_DELAY_MS: 1 }, ...options }));
  }

  token(sub: string, expiresIn = 600): Promise<string> {
    return this.call('POST', '/dev/token', undefined, { sub, expires_in: expiresIn }).then(({ body }) => body.token as string);
  }

  async call(method: string, path: string, token?: string, body?: unknown): Promise<{ status: number; body: any }> {
    const headers = { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) };
    const answer = await fetch(this.local.url + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
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
    const { payload, failed } = await this.local.functions.invoke('system-message', JSON.stringify({ event: 'hire', ...event }));
    return { failed, body: JSON.parse(payload) as any };
  }
}

const pair = { client: { id: 'ann' }, freelancer: { id: 'ben' } };

interface Asked {
  functionName: string;
  request: AccessRequest;
}

/** All that people and the marketplace do, on sockets and over REST. */
async function useEverything(use: Use): Promise<void> {
  const [ann, ben] = [await use.token('ann'), await use.token('ben')];
  const { body: thread } = await use.rest(ann, 'POST', '/threads/', pair);
  const [atAnn, atBen] = [await use.open(ann), await use.open(ben)];
  const fields = { thread_id: thread.id as string };
  for (const socket of [atAnn, atBen]) await socket.request('join_thread', fields);
  for (const content of ['one', 'two']) await atAnn.request('send_message', { ...fields, content, client_message_id: content });
  await atBen.request('typing_start', fields);
  await atBen.request('mark_as_read', fields);
  await atAnn.request('edit_message', { ...fields, seq: 1, content: 'three' });
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

async function useRest(use: Use, { ann, ben, path }: { ann: string; ben: string; path: string }): Promise<void> {
  const steps: [string, string, string, unknown?][] = [
    [ann, 'POST', `${path}messages/`, { content: 'four', client_message_id: 'four' }],
    [ann, 'PATCH', `${path}messages/3/`, { content: 'five' }],
    [ann, 'DELETE', `${path}messages/3/`],
    [ann, 'POST', `${path}messages/`, { content: 'six' }],
    [ben, 'GET', '/unread-count/'],
    [ben, 'POST', `${path}mark-read/`, {}],
    [ann, 'GET', `${path}messages/4/reads/`],
    [ann, 'GET', '/threads/'],
    [ann, 'GET', path],
    [ann, 'GET', `${path}messages/`],
    [ann, 'GET', '/threads/by-participants/?client=ann&freelancer=ben'],
    [ann, 'PATCH', path, { is_active: false }],
    [ann, 'DELETE', path],
    [ann, 'POST', '/threads/', pair],
  ];
  for (const [token, method, target, body] of steps) expect((await use.rest(token, method, target, body)).status, `${method} ${target}`).toBeLessThan(300);
}

async function useMarketplace(use: Use, fields: { thread_id: string }): Promise<void> {
  for (const event of [{ event_id: '1', ...fields }, { event_id: '1', ...fields }, { event_id: '2', client: { id: 'ann' }, freelancer: { id: 'cat' } }]) {
    expect(await use.systemMessage(event)).toMatchObject({ failed: false });
  }
  use.local.functions.invokeAsync('system-message', '{}');
  await use.local.functions.settled();
}

/** A frame after the token's expiry is refused, and the socket closed. A slow machine needs a token that lives longer. */
async function meetExpiry(use: Use, lifetimeSeconds = 2): Promise<void> {
  const socket = await use.token('dan', lifetimeSeconds).then((token) => use.open(token)).catch(() => null);
  if (socket === null && lifetimeSeconds < 30) return meetExpiry(use, lifetimeSeconds * 4);
  await setTimeout(lifetimeSeconds * 1_000);
  expect(await socket?.request('ping')).toMatchObject({ data: { code: 'unauthorized' } });
  await socket?.untilClosed();
}

/** Everybody who pushes meets connections that are gone without a word. */
async function meetGoneConnections(use: Use): Promise<void> {
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
}

/** Whoever tells of messages closes a connection that cannot be told. */
async function meetBrokenConnections(use: Use): Promise<void> {
  const [ann, ben] = [await use.token('ann'), await use.token('ben')];
  const { body: thread } = await use.rest(ann, 'POST', '/threads/', pair);
  await (await use.open(ben)).request('join_thread', { thread_id: thread.id });
  await use.rest(ann, 'POST', `/threads/${thread.id}/messages/`, { content: 'not heard' });
  await use.systemMessage({ event_id: '10', thread_id: thread.id });
}

let app: LocalApp;
const asked: Asked[] = [];

/** Runs a use of the app and keeps what its functions asked of IAM. */
async function observe(run: (use: Use) => Promise<void>, options: LocalOptions = {}): Promise<void> {
  const use = await Use.start(options);
  use.local.callers.onRequest = (caller, request) => asked.push({ functionName: caller.function.shortName, request });
  try {
    await run(use);
  } finally {
    await use.local.close();
  }
}

/** What Lambda does itself in a function's name. */
const isOfLambda = ({ actions }: PolicyStatement) => actions.every((action) => /^(logs|xray):/.test(action));
const statementsOf = (name: string) => app.functions.find(({ shortName }) => shortName === name)!.roleStatements.filter((one) => !isOfLambda(one));

/** A statement taken apart: each of its actions on each of its resources for each of its keys. */
function grains(statement: PolicyStatement): PolicyStatement[] {
  const keys = Object.entries(statement.conditions).flatMap(([operator, wanted]) =>
    Object.entries(wanted).flatMap(([key, values]) => [values].flat().map((value) => ({ [operator.replace('ForAllValues', 'ForAnyValue')]: { [key]: value } }))),
  );
  return statement.actions.flatMap((action) =>
    statement.resources.flatMap((resource) => (keys.length === 0 ? [{}] : keys).map((conditions) => ({ ...statement, actions: [action], resources: [resource], conditions }))),
  );
}

const sentence = ({ actions, resources, conditions }: PolicyStatement) => [actions[0], resources[0]?.replace(/^.*0{12}:/, ''), ...Object.values(conditions).flatMap(Object.values)].join(' ');

beforeAll(async () => {
  app = await loadApp(deploySettings);
  await observe(useEverything);
  await observe(meetGoneConnections, { settings: { LOCAL_DISCONNECT_LOSS: 1 } });
  await observe(meetBrokenConnections, { settings: { LOCAL_MANAGEMENT_500: 1 } });
}, 240_000);

const names = ['connect', 'disconnect', 'frame', 'http', 'system-message'];

describe('the roles as synthesised', () => {
  test('suffice: nothing that the functions did was refused', () => {
    const refused = asked.filter(({ functionName, request }) => compilePolicy(statementsOf(functionName))(request) !== 'allowed');
    expect(refused).toEqual([]);
  });

  test.each(names)('%s: each of its statements is needed', (name) => {
    const statements = statementsOf(name);
    const own = asked.filter(({ functionName }) => functionName === name);
    const idle = statements.filter((statement) => {
      const others = compilePolicy(statements.filter((one) => one !== statement));
      return own.every(({ request }) => others(request) === 'allowed');
    });
    expect(idle.map(({ actions }) => actions)).toEqual([]);
  });

  test.each(names)('%s: each action on each resource and key that it is allowed is used', (name) => {
    const own = asked.filter(({ functionName }) => functionName === name);
    const unused = statementsOf(name).flatMap(grains).filter((grain) => own.every(({ request }) => compilePolicy([grain])(request) !== 'allowed'));
    expect(unused.map(sentence)).toEqual([]);
  });
});

/** The app with the role of one function short of the statements that allow an action. */
function without(name: string, action: string): LocalApp {
  const functions = app.functions.map((model) =>
    model.shortName === name ? { ...model, roleStatements: model.roleStatements.filter(({ actions }) => !actions.includes(action)) } : model,
  );
  return { ...app, functions };
}

/** Runs the app with a role cut short; gives what `run` gives. */
async function withRoleCut<T>(name: string, action: string, run: (use: Use) => Promise<T>): Promise<T> {
  const use = await Use.start({ app: without(name, action) });
  try {
    return await run(use);
  } finally {
    await use.local.close();
  }
}

describe('a role cut short breaks its function, as it would deployed', () => {
  test('connect without PutItem: no socket opens', async () => {
    const opening = withRoleCut('connect', 'dynamodb:PutItem', async (use) => use.open(await use.token('ann')));
    await expect(opening).rejects.toThrow('Unexpected server response: 502');
  });

  test('frame without Query: joining is an internal error', async () => {
    const reply = await withRoleCut('frame', 'dynamodb:Query', async (use) => {
      const ann = await use.token('ann');
      const { body: thread } = await use.rest(ann, 'POST', '/threads/', pair);
      return (await use.open(ann)).request('join_thread', { thread_id: thread.id });
    });
    expect(reply).toMatchObject({ event: 'error', data: { code: 'internal' } });
  });

  test('http without PutItem: no thread can be made', async () => {
    const answer = await withRoleCut('http', 'dynamodb:PutItem', async (use) => use.rest(await use.token('ann'), 'POST', '/threads/', pair));
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } });
  });

  test('system-message without PutItem: the invocation fails', async () => {
    const answer = await withRoleCut('system-message', 'dynamodb:PutItem', (use) => use.systemMessage({ event_id: '1', ...pair }));
    expect(answer).toMatchObject({ failed: true });
  });

  test('disconnect without DeleteItem: the connection is not forgotten, and its function fails', async () => {
    const errors = await withRoleCut('disconnect', 'dynamodb:DeleteItem', async (use) => {
      const socket = await use.open(await use.token('ann'));
      socket.raw.close();
      const count = () => use.local.stats.snapshot().lambda.by_function['disconnect'];
      for (let polls = 0; polls < 400 && count() === undefined; polls += 1) await setTimeout(25);
      return count();
    });
    expect(errors).toEqual({ invocations: 1, errors: 1 });
  });
});
