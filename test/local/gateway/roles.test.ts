/**
 * The functions' roles, as the template has them, suffice and hold nothing to spare: what the functions ask of DynamoDB and of
 * the management API in a journey through the whole app is recorded, and asked again of each role without one of its statements.
 * Source: IAM User Guide, "Policy evaluation logic".
 */
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Callers, type Caller } from '../../../local/iam/callers.ts';
import { compilePolicy, type AccessRequest } from '../../../local/iam/policy.ts';
import type { PolicyStatement } from '../../../local/model.ts';
import { startLocal, type Local, type LocalOptions } from '../../../local/start.ts';
import { functionNames } from '../../../lambdas/platform/settings.ts';
import { TestSocket, type Event } from './fixture.ts';

/** What each function asked for, by its short name. */
const asked = new Map<string, AccessRequest[]>();
/** The roles, as the template has them. */
const roles = new Map<string, PolicyStatement[]>();

function record(caller: Caller): Caller {
  const requests = asked.get(caller.function.shortName) ?? [];
  asked.set(caller.function.shortName, requests);
  return { ...caller, policy: (request) => (requests.push(request), caller.policy(request)) };
}

/** A user with a token, sockets and REST. */
class Person {
  private constructor(
    private readonly local: Local,
    readonly id: string,
    readonly token: string,
  ) {}

  static async of(local: Local, id: string, expiresInSeconds?: number): Promise<Person> {
    return new Person(local, id, await local.issuer.sign({ sub: id, expiresInSeconds }));
  }

  async rest(method: string, path: string, body?: unknown): Promise<Event> {
    const headers = { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${this.local.url}/api/chat${path}`, { method, headers, ...sent });
    expect([method, path, response.status]).toEqual([method, path, expect.toSatisfy((status: number) => status < 300)]);
    return response.status === 204 ? null : response.json();
  }

  async socket(): Promise<TestSocket> {
    const socket = new TestSocket(this.local.wsUrl, ['chat.v1', `jwt.${this.token}`], {});
    await once(socket, 'open');
    return socket;
  }
}

let count = 0;

/** The reply to a frame; what else comes is passed over. */
async function ask(socket: TestSocket, frame: object): Promise<Event> {
  const requestId = `r${(count += 1)}`;
  socket.sendJson({ ...frame, request_id: requestId });
  for (;;) {
    const answer = await socket.json();
    if (answer.request_id === requestId) return answer;
  }
}

/** Waits for an event that somebody else caused. */
async function untilEvent(socket: TestSocket, name: string): Promise<void> {
  while ((await socket.json()).event !== name);
}

/** Both sit in a thread and do everything that frames can do. */
async function talk(local: Local): Promise<string> {
  const [alice, bob] = [await Person.of(local, 'alice'), await Person.of(local, 'bob')];
  const [one, two] = [await alice.socket(), await bob.socket()];
  await ask(one, { action: 'hello' });
  await ask(one, { action: 'hello', token: await local.issuer.sign({ sub: 'alice', expiresInSeconds: 7_200 }) });
  const { id: thread_id } = await alice.rest('POST', '/threads/', { client: { id: 'alice' }, freelancer: { id: 'bob' } });
  for (const socket of [one, two]) await ask(socket, { action: 'join_thread', thread_id });
  for (const action of ['send_message', 'send_message', 'typing_start', 'mark_as_read']) {
    await ask(two, { action, thread_id, content: 'hello' });
  }
  await ask(one, { action: 'mark_as_read', thread_id });
  await ask(two, { action: 'edit_message', thread_id, seq: 1, content: 'edited' });
  await ask(two, { action: 'delete_message', thread_id, seq: 1 });
  await ask(two, { action: 'leave_thread', thread_id });
  await ask(two, { action: 'join_thread', thread_id });
  two.close();
  // Once for having left, once for being gone.
  for (const _ of [1, 2]) await untilEvent(one, 'user_left');
  await ask(one, { action: 'leave_thread', thread_id });
  one.close();
  await once(one, 'close');
  return thread_id;
}

async function useRest(local: Local, threadId: string): Promise<void> {
  const [alice, bob] = [await Person.of(local, 'alice'), await Person.of(local, 'bob')];
  const thread = `/threads/${threadId}/`;
  await alice.rest('POST', `${thread}messages/`, { content: 'by REST' });
  await alice.rest('PATCH', `${thread}messages/3/`, { content: 'edited' });
  await alice.rest('GET', `${thread}messages/`);
  await bob.rest('GET', '/threads/');
  await bob.rest('GET', '/unread-count/');
  await bob.rest('GET', '/threads/by-participants/?client=alice&freelancer=bob');
  await bob.rest('POST', `${thread}mark-read/`, {});
  await alice.rest('GET', `${thread}messages/3/reads/`);
  await alice.rest('DELETE', `${thread}messages/3/`);
  await bob.rest('PATCH', thread, { is_active: false });
  await bob.rest('PATCH', thread, { is_active: true });
  await bob.rest('DELETE', thread);
  await bob.rest('POST', '/threads/', { client: { id: 'alice' }, freelancer: { id: 'bob' } });
}

/** More sockets than one user may have, and a token that runs out. */
async function outstay(local: Local, thread_id: string): Promise<void> {
  const bob = await Person.of(local, 'bob');
  const first = await bob.socket();
  await ask(first, { action: 'join_thread', thread_id });
  const watching = await (await Person.of(local, 'alice')).socket();
  await ask(watching, { action: 'join_thread', thread_id });
  const closed = first.closed();
  for (const _ of [1, 2]) await bob.socket();
  await closed;
  const brief = await (await Person.of(local, 'carol', 1)).socket();
  const over = brief.closed();
  while (brief.readyState === brief.OPEN) {
    brief.sendJson({ action: 'ping' });
    await Promise.race([brief.text(), over]);
  }
}

async function tellOfTheMarketplace(local: Local): Promise<void> {
  const event = { event_id: 'e1', event: 'hire', client: { id: 'alice' }, freelancer: { id: 'dave' } };
  for (const _ of [1, 2]) {
    const { failed, payload } = await local.functions.invoke('system-message', JSON.stringify(event));
    expect([failed, payload]).toEqual([false, expect.any(String)]);
  }
}

/** Rows of connections whose `$disconnect` was lost: each function that pushes finds them gone and clears them away. */
async function meetStaleConnections(local: Local): Promise<void> {
  const people = await Promise.all(['alice', 'bob'].map((id) => Person.of(local, id)));
  const [alice, bob] = people as [Person, Person];
  const { id: thread_id } = await alice.rest('POST', '/threads/', { client: { id: 'alice' }, freelancer: { id: 'bob' } });
  const leaveRow = async () => {
    const stale = await bob.socket();
    await ask(stale, { action: 'join_thread', thread_id });
    const closed = stale.closed();
    stale.terminate();
    await closed;
  };
  await leaveRow();
  await alice.rest('POST', `/threads/${thread_id}/messages/`, { content: 'into the void' });
  await leaveRow();
  const event = { event_id: 'e2', event: 'job_update', thread_id };
  await local.functions.invoke('system-message', JSON.stringify(event));
  await leaveRow();
  const socket = await alice.socket();
  await ask(socket, { action: 'join_thread', thread_id });
  await ask(socket, { action: 'send_message', thread_id, content: 'into the void' });
  await leaveRow();
  // The oldest of three is the one that is gone.
  for (const _ of [1, 2]) await bob.socket();
  await untilEvent(socket, 'user_left');
}

async function start(options: LocalOptions): Promise<Local> {
  const local = await startLocal({ ...options, deploySettings: { CHAT_MAX_CONNECTIONS: '2' } });
  for (const { shortName, roleStatements } of local.app.functions) roles.set(shortName, roleStatements);
  return local;
}

beforeAll(async () => {
  const find = Callers.prototype.find;
  vi.spyOn(Callers.prototype, 'find').mockImplementation(function (this: Callers, authorization) {
    const caller = find.call(this, authorization);
    return caller && record(caller);
  });
  const [whole, lossy] = await Promise.all([start({}), start({ gateway: { disconnectLoss: 1 } })]);
  const threadId = await talk(whole);
  await useRest(whole, threadId);
  await outstay(whole, threadId);
  await tellOfTheMarketplace(whole);
  await meetStaleConnections(lossy);
  await Promise.all([whole.close(), lossy.close()]);
});
afterAll(() => vi.restoreAllMocks());

/** A statement for each action, resource and leading key that a statement names. */
function parts(statement: PolicyStatement): PolicyStatement[] {
  const { 'ForAllValues:StringLike': like } = statement.conditions;
  const keys = like?.['dynamodb:LeadingKeys'] === undefined ? [null] : [like['dynamodb:LeadingKeys']].flat();
  const conditionsOf = (key: string | null) => (key === null ? statement.conditions : { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [key] } });
  return statement.actions.flatMap((action) =>
    statement.resources.flatMap((resource) =>
      keys.map((key) => ({ ...statement, actions: [action], resources: [resource], conditions: conditionsOf(key) })),
    ),
  );
}

/** The log is written by Lambda itself, the queue of failed events too: not by a call of the function. */
const byTheService = ({ actions }: PolicyStatement) => actions.some((action) => /^(logs|sqs):/.test(action));

describe.each(functionNames)('the role of %s', (name) => {
  test('suffices for all that was asked', () => {
    const policy = compilePolicy(roles.get(name) ?? []);
    expect((asked.get(name) ?? []).filter((request) => policy(request) !== 'allowed')).toEqual([]);
  });

  test.each([
    ['statement', (statement: PolicyStatement) => [statement]],
    ['action, resource or leading key of a statement', parts],
  ])('breaks where one %s is missing', (_what, split) => {
    const statements = (roles.get(name) ?? []).filter((statement) => !byTheService(statement)).flatMap(split);
    const spare = statements.filter((dropped) => {
      const policy = compilePolicy(statements.filter((statement) => statement !== dropped));
      return (asked.get(name) ?? []).every((request) => policy(request) === 'allowed');
    });
    expect(spare.map(({ actions, resources, conditions }) => ({ actions, resources, conditions }))).toEqual([]);
  });
});
