import { brief, CheckFailed, expectThat, NotApplicable } from '../report/outcome.ts';
import { openSocketIo } from '../wire/socket-io.ts';
import type { World } from '../world/world.ts';
import type { Check } from './check.ts';

const isOff = new NotApplicable('--socket-io off');

const oldFrontend: Check = {
  name: 'a client of Socket.IO connects, joins and sends, and each is acknowledged',
  async run(world: World) {
    const { client, freelancer, open, site, threadId, options } = world;
    if (!options.hasSocketIo) return isOff;
    const native = await open(freelancer);
    await native.ask('join_thread', { thread_id: threadId });
    const socket = await openSocketIo(site.webSocketUrl, client.token, options.patienceMs);
    const ask = async (action: string, fields: object, expected: string) => {
      const { event, data } = await socket.timeout(options.patienceMs).emitWithAck(action, fields);
      expectThat(event === expected, `${action} was acknowledged with ${brief({ event, data })}`);
      return data;
    };
    try {
      await ask('join_thread', { thread_id: threadId }, 'thread_joined');
      const message = `sent by Socket.IO, 你好 👋🏽 ${world.run}`;
      const { id } = await ask('send_message', { thread_id: threadId, message }, 'new_message');
      const pushed = await native.push('new_message', (one) => one.id === id);
      expectThat(pushed.content === message, `the text came as "${pushed.content}"`);
    } finally {
      socket.disconnect();
    }
  },
};

const withoutToken: Check = {
  name: 'a client of Socket.IO with a bad token gets connect_error',
  async run({ site, options }) {
    if (!options.hasSocketIo) return isOff;
    const seen = await openSocketIo(site.webSocketUrl, 'no token', options.patienceMs).catch((error: unknown) => error);
    const isRefused = seen instanceof CheckFailed && /token/.test(seen.message);
    expectThat(isRefused, seen instanceof Error ? seen.message : 'it was confirmed');
  },
};

export const socketIoChecks = [oldFrontend, withoutToken];
