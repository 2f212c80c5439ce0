import { once } from 'node:events';
import { expect } from 'vitest';
import type { Local } from '../../../local/start.ts';
import type { Event } from './handlers.ts';
import { TestSocket } from './socket.ts';

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
export async function talk(local: Local): Promise<string> {
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

export async function useRest(local: Local, threadId: string): Promise<void> {
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
export async function outstay(local: Local, thread_id: string): Promise<void> {
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

export async function tellOfTheMarketplace(local: Local): Promise<void> {
  const event = { event_id: 'e1', event: 'hire', client: { id: 'alice' }, freelancer: { id: 'dave' } };
  for (const _ of [1, 2]) {
    const { failed, payload } = await local.functions.invoke('system-message', JSON.stringify(event));
    expect([failed, payload]).toEqual([false, expect.any(String)]);
  }
}

/** Rows of connections whose `$disconnect` was lost: each function that pushes finds them gone and clears them away. */
export async function meetStaleConnections(local: Local): Promise<void> {
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
