import type { Message } from '../../protocol/objects.ts';
import { setTimeout } from 'node:timers/promises';
import type { Check } from './check.ts';
import { expectThat, NotApplicable } from '../report/outcome.ts';
import type { World } from '../world/world.ts';

/** Both users in a thread. */
async function joined({ open, client, freelancer, threadId }: World) {
  const sockets = { client: await open(client), freelancer: await open(freelancer) };
  const { thread } = await sockets.client.ask('join_thread', { thread_id: threadId });
  await sockets.freelancer.ask('join_thread', { thread_id: threadId });
  return { ...sockets, lastSeq: thread.last_seq };
}

const push: Check = {
  name: 'a message is pushed to the other user, with its text and name unharmed',
  async run(world) {
    const { client, freelancer } = await joined(world);
    const content = `Grüße, 你好 👋🏽 ${world.run}`;
    const sent = await freelancer.ask('send_message', { thread_id: world.threadId, content });
    const pushed = await client.push('new_message', (message) => message.id === sent.id);
    expectThat(pushed.content === content, `the text came as "${pushed.content}"`);
    const { username } = world.freelancer;
    if (username !== null)
      expectThat(pushed.sender?.username === username, `the sender's name came as "${pushed.sender?.username}"`);
  },
};

const pushByRest: Check = {
  name: 'a message sent by REST is pushed to both users',
  async run(world) {
    const { client, freelancer } = await joined(world);
    const path = `/threads/${world.threadId}/messages/`;
    const { id } = await world.client.rest.expect<Message>(201, 'POST', path, { content: 'sent by REST' });
    await freelancer.push('new_message', (message) => message.id === id);
    await client.push('new_message', (message) => message.id === id);
  },
};

const cut: Check = {
  name: 'a push to a socket that was cut does not fail the send, and the next join has the message',
  async run(world) {
    const { client, freelancer, lastSeq } = await joined(world);
    const { open, threadId } = world;
    freelancer.raw.terminate();
    const sent = await client.ask('send_message', { thread_id: threadId, content: 'to nobody' });
    const again = await open(world.freelancer);
    const page = await again.ask('join_thread', { thread_id: threadId, after_seq: lastSeq });
    expectThat(
      page.messages.some((message) => message.id === sent.id),
      `the join has ${page.messages.length} messages, and not the one that was sent`,
    );
  },
};

const oldestCloses: Check = {
  name: 'one connection more than allowed closes the oldest',
  timeLimitMs: 120_000,
  async run({ open, client, options: { maxConnections } }) {
    const oldest = await open(client);
    for (let count = 1; count < maxConnections; count += 1) await open(client);
    expectThat(!oldest.isClosed, `it closed before there were ${maxConnections} connections`);
    const newest = await open(client);
    await oldest.untilClosed();
    await newest.ask('ping');
  },
};

const idleMinutes = 8;

const idle: Check = {
  name: `a socket that was idle for ${idleMinutes} minutes still sends`,
  timeLimitMs: (idleMinutes + 1) * 60_000,
  async run(world, signal) {
    if (!world.options.slow) return new NotApplicable('only with --slow');
    const { client, freelancer } = await joined(world);
    await setTimeout(idleMinutes * 60_000, null, { signal });
    const fields = { thread_id: world.threadId, content: 'after a pause' };
    const sent = await client.ask('send_message', fields);
    await freelancer.push('new_message', (message) => message.id === sent.id);
  },
};

export const pushChecks = [push, pushByRest, cut, oldestCloses, idle];
