import { randomBytes } from 'node:crypto';
import { expectThat } from '../report/outcome.ts';
import { removeRows } from './remove-rows.ts';
import type { SmokeOptions } from './options.ts';
import type { Account, Site } from '../site/site.ts';
import type { Thread } from '../../protocol/objects.ts';
import type { Undo } from '../report/undo.ts';
import { RestCaller } from '../wire/rest.ts';
import { Socket, type TokenPlace } from '../wire/socket.ts';

export interface User extends Account {
  rest: RestCaller;
}

/** What the checks of one run share. */
export interface World {
  /** Names everything that the run makes. */
  run: string;
  startedAtMs: number;
  site: Site;
  options: SmokeOptions;
  undo: Undo;
  client: User;
  freelancer: User;
  /** A thread of the two. */
  threadId: string;
  /** A new thread of the two, about a job of its own. */
  newThread: () => Promise<string>;
  /** A new id for an event of the marketplace. */
  newEventId: () => string;
  /** A socket that has said hello. It is closed when its check ends. */
  open: (user: User, place?: TokenPlace) => Promise<Socket>;
  closeSockets: () => Promise<void>;
}

/** Makes the two users and a thread of theirs. What it makes is removed by `undo`. */
export async function createWorld(site: Site, options: SmokeOptions, undo: Undo): Promise<World> {
  const run = randomBytes(4).toString('hex');
  const startedAtMs = Date.now();
  const [client, freelancer] = (await site.accounts(run, undo)).map((account) => ({
    ...account,
    rest: new RestCaller(site.apiUrl, account.token),
  })) as [User, User];
  const made = {
    users: [client, freelancer],
    threadIds: [] as string[],
    eventIds: [] as string[],
  };
  undo.add('rows of the table', () => removeRows(site, made));

  const newThread = async (): Promise<string> => {
    const job = { id: `smoke-${run}-${made.threadIds.length}`, title: 'Smoke test' };
    const body = { client: { id: client.id }, freelancer: { id: freelancer.id }, job };
    const { id } = await client.rest.expect<Thread>(201, 'POST', '/threads/', body);
    made.threadIds.push(id);
    return id;
  };
  const newEventId = (): string => {
    const id = `smoke-${run}-${made.eventIds.length}`;
    made.eventIds.push(id);
    return id;
  };
  const sockets: Socket[] = [];
  return {
    ...{ run, startedAtMs, site, options, undo, client, freelancer, newThread, newEventId },
    threadId: await newThread(),
    async open(user, place = 'sub-protocol') {
      const { patienceMs } = options;
      const socket = await Socket.open(site.webSocketUrl, user.token, { place, patienceMs });
      sockets.push(socket);
      const { user: shown } = await socket.ask('hello');
      expectThat(shown.id === user.id, `the socket belongs to ${shown.id} instead of ${user.id}`);
      return socket;
    },
    async closeSockets() {
      await Promise.all(sockets.splice(0).map((socket) => socket.close()));
    },
  };
}
