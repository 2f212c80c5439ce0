import type { Action } from '../../protocol/frames.ts';
import { functionOf, type EndpointName, type EndpointOf } from '../../protocol/rest.ts';
import type { Check } from './check.ts';
import { CheckFailed } from '../report/outcome.ts';
import { request } from '../wire/rest.ts';
import type { Socket } from '../wire/socket.ts';
import type { World } from '../world/world.ts';

/** All of them, in this order; fails with what each refused one said. */
async function callEach(calls: [name: string, call: () => Promise<unknown>][]): Promise<void> {
  const failures: string[] = [];
  for (const [name, call] of calls) await call().catch((error: Error) => failures.push(`${name}: ${error.message}`));
  if (failures.length > 0) throw new CheckFailed(failures.join('; '));
}

/** Every action. One that the protocol gains does not compile until it is here. */
function actionCalls(socket: Socket, thread_id: string) {
  return {
    hello: () => socket.ask('hello'),
    ping: () => socket.ask('ping'),
    join_thread: () => socket.ask('join_thread', { thread_id }),
    send_message: () => socket.ask('send_message', { thread_id, content: 'sent by a smoke run' }),
    edit_message: () => socket.ask('edit_message', { thread_id, seq: 1, content: 'edited' }),
    typing_start: () => socket.ask('typing_start', { thread_id }),
    typing_stop: () => socket.ask('typing_stop', { thread_id }),
    mark_as_read: () => socket.ask('mark_as_read', { thread_id }),
    add_reaction: () => socket.ask('add_reaction', { thread_id, seq: 1, emoji: '👍' }),
    remove_reaction: () => socket.ask('remove_reaction', { thread_id, seq: 1, emoji: '👍' }),
    delete_message: () => socket.ask('delete_message', { thread_id, seq: 1 }),
    leave_thread: () => socket.ask('leave_thread', { thread_id }),
  } satisfies Record<Action, () => Promise<unknown>>;
}

const actions: Check = {
  name: 'each action of the WebSocket gets its reply',
  async run({ open, client, newThread }) {
    await callEach(Object.entries(actionCalls(await open(client), await newThread())));
  },
};

/** A browser that is not there; its keys are those of RFC 8291, section 5. */
const subscription = {
  endpoint: 'https://push.example.com/smoke-run',
  keys: {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  },
};

/** Every endpoint, on a thread of its own. One that the protocol gains does not compile until it is here. */
function endpointCalls({ site, client: { id: client, rest }, freelancer: { id: freelancer }, run }: World, id: string) {
  const thread = `/threads/${id}/`;
  const job = `smoke-${run}-0`;
  const parties = { client: { id: client }, freelancer: { id: freelancer }, job: { id: job } };
  const triple = new URLSearchParams({ client, freelancer, job });
  return {
    openapi: () => request('GET', `${site.apiUrl}/openapi.json`),
    createThread: () => rest.expect(200, 'POST', '/threads/', parties),
    findThread: () => rest.expect(200, 'GET', `/threads/by-participants/?${triple}`),
    listThreads: () => rest.expect(200, 'GET', '/threads/?limit=1'),
    getThread: () => rest.expect(200, 'GET', thread),
    setOwn: () => rest.expect(200, 'PATCH', `${thread}me/`, { marked_unread: true }),
    sendMessage: () => rest.expect(201, 'POST', `${thread}messages/`, { content: 'sent by a smoke run' }),
    editMessage: () => rest.expect(200, 'PATCH', `${thread}messages/1/`, { content: 'edited' }),
    listMessages: () => rest.expect(200, 'GET', `${thread}messages/`),
    listReads: () => rest.expect(200, 'GET', `${thread}messages/1/reads/`),
    markRead: () => rest.expect(200, 'POST', `${thread}mark-read/`, {}),
    unreadCount: () => rest.expect(200, 'GET', '/unread-count/'),
    addReaction: () => rest.expect(200, 'PUT', `${thread}messages/1/reactions/${encodeURIComponent('👍')}/`),
    removeReaction: () => rest.expect(200, 'DELETE', `${thread}messages/1/reactions/${encodeURIComponent('👍')}/`),
    block: () => rest.expect(204, 'PUT', `/blocks/smoke-${run}/`),
    listBlocks: () => rest.expect(200, 'GET', '/blocks/'),
    unblock: () => rest.expect(204, 'DELETE', `/blocks/smoke-${run}/`),
    search: () => rest.expect(200, 'GET', '/search/?q=smoke'),
    pushKey: () => rest.expect(200, 'GET', '/push/key/'),
    subscribe: () => rest.expect(204, 'PUT', '/push/subscriptions/', subscription),
    unsubscribe: () => rest.expect(204, 'DELETE', '/push/subscriptions/', { endpoint: subscription.endpoint }),
    getPreferences: () => rest.expect(200, 'GET', '/me/preferences/'),
    putPreferences: () => rest.expect(200, 'PUT', '/me/preferences/', { quiet_hours: null }),
    deleteMessage: () => rest.expect(200, 'DELETE', `${thread}messages/1/`),
    putThread: () => rest.expect(200, 'PUT', thread, { is_active: false }),
    patchThread: () => rest.expect(200, 'PATCH', thread, { is_active: true }),
    deleteThread: () => rest.expect(204, 'DELETE', thread),
  } satisfies Record<EndpointOf<'http' | 'search' | 'notifications'>, () => Promise<unknown>>;
}

function isOn({ options }: World, name: EndpointName): boolean {
  return functionOf(name) !== 'notifications' || options.hasNotifications;
}

const endpoints: Check = {
  name: 'each endpoint of REST answers',
  async run(world) {
    const calls = Object.entries(endpointCalls(world, await world.newThread()));
    await callEach(calls.filter(([name]) => isOn(world, name as EndpointName)));
  },
};

export const protocolChecks = [actions, endpoints];
