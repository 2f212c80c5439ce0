import { expect } from 'vitest';
import { roles } from '../../../protocol/objects.ts';
import type { Recipient, Snapshot } from '../../../lambdas/chat/model/types.ts';
import { connectionsOf } from '../../support/presence.ts';
import type { Device } from '../../support/device.ts';
import type { Person } from '../../support/people.ts';
import { checkPushed, checkThreadPushed } from './checks.ts';
import { fileVerbs } from './file-verbs.ts';
import { ownSideVerbs } from './own-side-verbs.ts';
import type { Scene, SceneOptions } from './scene.ts';
import type { CrashVerb } from './verb.ts';

const content = 'Hello!';
const closedByBob: SceneOptions = { isActive: false, closedBy: 'freelancer', hiddenFor: ['client'] };
const quietHoursMs = 5 * 60 * 60_000;
const renewedSeconds = 90 * 60;

const elsewhere = ({ devices }: Scene) => [devices.aliceElsewhere, devices.bobElsewhere];

async function checkSent(scene: Scene, { messages }: Snapshot): Promise<void> {
  expect(messages).toHaveLength(scene.length + 1);
  expect(messages[0]).toMatchObject({ content, author: 'client' });
  await checkPushed(scene, scene.devices.bobJoined, 'new_message', { seq: messages[0]?.seq, content });
  await checkThreadPushed(scene, elsewhere(scene), { last_seq: messages.length, is_active: true });
}

const sendUnderKey = (scene: Scene) =>
  scene.frame(scene.devices.aliceJoined, 'send_message', { content, client_message_id: scene.name });

function send(title: string, more: Partial<CrashVerb> = {}): CrashVerb {
  return { title: `WS-10: ${title}`, function: 'frame', act: sendUnderKey, check: checkSent, ...more };
}

function changed(seq: number, event: 'message_edited' | 'message_deleted', text: string): CrashVerb['check'] {
  return async (scene, { messages }) => {
    expect(messages).toHaveLength(scene.length);
    expect(messages.find((message) => message.seq === seq)?.content).toBe(text);
    await checkPushed(scene, scene.devices.bobJoined, event, { seq, content: text });
    const preview = messages[0]?.content.slice(0, 100);
    await checkThreadPushed(scene, elsewhere(scene), { last_message: expect.objectContaining({ preview }) });
  };
}

function edit(title: string, seq: number): CrashVerb {
  return {
    title: `WS-13: ${title}`,
    function: 'frame',
    act: (scene) => scene.frame(scene.devices.aliceJoined, 'edit_message', { seq, content }),
    check: changed(seq, 'message_edited', content),
  };
}

/** A frame that changes nothing of the thread. */
function plain(action: string, only?: CrashVerb['only']): CrashVerb {
  const act = (scene: Scene) => scene.frame(scene.devices.aliceJoined, action);
  return { title: action, function: 'frame', act, ...(only && { only }) };
}

function rest(title: string, act: CrashVerb['act'], more: Partial<CrashVerb> = {}): CrashVerb {
  return { title, function: 'http', match: ({ threadId }) => threadId, act, ...more };
}

function activity(method: string, isActive: boolean, title: string, more: Partial<CrashVerb> = {}): CrashVerb {
  const act = (scene: Scene) => scene.rest(scene.alice, method, '', { is_active: isActive });
  const check: CrashVerb['check'] = (_, { thread }) => expect(thread).toMatchObject({ isActive, hiddenFor: [] });
  return rest(`WS-16: ${title}`, act, { check, ...more });
}

function create(title: string, options: SceneOptions, thread: object): CrashVerb {
  return {
    title,
    function: 'http',
    options,
    act: (scene) => scene.alice.rest('POST', '/threads/', scene.triple),
    check: (_, after) => expect(after.thread).toMatchObject({ isActive: true, hiddenFor: [], ...thread }),
  };
}

function event(title: string, options: SceneOptions): CrashVerb {
  return {
    title,
    function: 'system-message',
    options,
    act: ({ chat, name: event_id, triple }) =>
      chat.invoke('system-message', { event_id, event: 'hire', content, ...triple }),
    async check(scene, { thread, messages }) {
      expect(messages).toHaveLength(scene.length + 1);
      expect(messages[0]).toMatchObject({ content, author: 'marketplace' });
      expect(thread).toMatchObject({ isActive: true, hiddenFor: [] });
      const { aliceJoined, bobJoined } = scene.devices;
      const inRoom = options.isNew ? [] : [aliceJoined, bobJoined];
      for (const device of inRoom) await checkPushed(scene, device, 'new_message', { seq: messages[0]?.seq, content });
      const others = scene.allDevices.filter((device) => !inRoom.includes(device));
      await checkThreadPushed(scene, others, { last_seq: messages.length, is_active: true });
    },
  };
}

const hasJoined = (scene: Scene) => (connection: { threadIds: ReadonlySet<string> }) =>
  connection.threadIds.has(scene.threadId);

/** How many of Alice's connections are in the room, by the room's rows and by her presence. */
async function alicesInRoom(scene: Scene, { members }: Snapshot): Promise<number[]> {
  const connections = await connectionsOf(scene.store, scene.alice.id);
  const rows = members.filter((member) => member.userId === scene.alice.id);
  return [rows.length, connections.filter(hasJoined(scene)).length];
}

async function checkRead(scene: Scene, { thread }: Snapshot): Promise<void> {
  expect(thread?.marks.freelancer?.seq).toBe(scene.length);
  // The receipt may be of the first attempt, and the mark of the second.
  expect(await scene.store.findReceipt(scene.threadId, 'freelancer', scene.length)).toBeLessThanOrEqual(
    thread?.marks.freelancer?.atMs ?? 0,
  );
  const { results } = (await scene.rest(scene.bob, 'GET', 'messages/3/reads/')).body;
  expect(results).toMatchObject([{ user: { id: scene.bob.id } }]);
}

async function connect(scene: Scene, person: Person): Promise<void> {
  const opened: Device | null = await person.connect().catch(() => null);
  if (opened) scene.moreDevices.push(opened);
}

/** Two connections of Alice beyond the limit, as her devices left them an hour ago. */
async function addTwoConnections({ alice, chat, store }: Scene): Promise<void> {
  const connectedAtMs = chat.nowMs() - 60 * 60_000;
  const connection = { userId: alice.id, username: alice.username, codec: 'chat.v1', connectedAtMs };
  const expiresAtSeconds = Math.floor(chat.nowMs() / 1000) + renewedSeconds;
  const recipients: Recipient[] = ['one', 'two'].map((connectionId) => ({
    ...connection,
    connectionId: `${alice.id}-${connectionId}`,
    expiresAtSeconds,
  }));
  for (const recipient of recipients) await store.openConnection(recipient);
}

/** How many connections a user may have where the verbs are tried: one more than the devices of a scene. */
export const maxConnections = 3;

/**
 * Everything that writes: each frame, each endpoint, both ends of a connection, the marketplace's events
 * and the table's.
 */
export const crashVerbs: CrashVerb[] = [
  send('send_message'),
  send('send_message into a new step of the inbox', { options: { quietMs: quietHoursMs } }),
  send('send_message without a client_message_id, which the gateway delivers again', {
    only: 'in process',
    isRedelivered: true,
    act: (scene) => scene.frame(scene.devices.aliceJoined, 'send_message', { content }),
  }),
  send('send_message to a connection that has ended without $disconnect (WS-15)', {
    changesConnections: true,
    losesDisconnects: true,
    prepare: (scene) => scene.devices.bobJoined.close(),
    async check(scene, { messages, members }) {
      expect(messages).toHaveLength(scene.length + 1);
      await checkThreadPushed(scene, elsewhere(scene), { last_seq: messages.length });
      expect(members.map((member) => member.userId)).toEqual([scene.alice.id]);
    },
  }),
  send('POST …/messages/', {
    only: 'over sockets',
    function: 'http',
    match: ({ threadId }) => threadId,
    act: (scene) => scene.rest(scene.alice, 'POST', 'messages/', { content, client_message_id: scene.name }),
  }),
  edit('edit_message of the newest', 3),
  edit('edit_message of an older one', 1),
  {
    title: 'WS-13: delete_message',
    function: 'frame',
    act: (scene) => scene.frame(scene.devices.aliceJoined, 'delete_message', { seq: 3 }),
    check: changed(3, 'message_deleted', ''),
  },
  {
    title: 'RE-3: add_reaction',
    function: 'frame',
    act: (scene) => scene.frame(scene.devices.aliceJoined, 'add_reaction', { seq: 1, emoji: '👍' }),
    async check(scene, { messages }) {
      const reaction = { emoji: '👍', roles: ['client'] };
      expect(messages.find(({ seq }) => seq === 1)).toMatchObject({ revision: 1, reactions: [reaction] });
      await checkPushed(scene, scene.devices.bobJoined, 'message_updated', { seq: 1, revision: 1 });
    },
  },
  rest('PATCH …/messages/{seq}/', (scene) => scene.rest(scene.alice, 'PATCH', 'messages/3/', { content }), {
    only: 'over sockets',
    check: changed(3, 'message_edited', content),
  }),
  rest('DELETE …/messages/{seq}/', (scene) => scene.rest(scene.alice, 'DELETE', 'messages/3/'), {
    only: 'over sockets',
    check: changed(3, 'message_deleted', ''),
  }),
  {
    title: 'WS-11: mark_as_read',
    function: 'frame',
    act: (scene) => scene.frame(scene.devices.bobJoined, 'mark_as_read'),
    check: checkRead,
  },
  rest('POST …/mark-read/', (scene) => scene.rest(scene.bob, 'POST', 'mark-read/', {}), {
    only: 'over sockets',
    check: checkRead,
  }),
  create('POST /threads/', { isNew: true }, { head: null }),
  create('POST /threads/ of a deleted thread', { hiddenFor: [...roles] }, { hiddenFor: ['freelancer'] }),
  create('REST-8: POST /threads/ of one that the other has closed', closedByBob, { isActive: false }),
  activity('PUT', false, 'PUT is_active: false', { only: 'over sockets' }),
  activity('PATCH', false, 'PATCH is_active: false'),
  activity('PATCH', true, 'PATCH is_active: true', { options: { isActive: false } }),
  activity('PATCH', true, 'PATCH is_active: true of a deleted thread', { options: { hiddenFor: ['client'] } }),
  rest('DELETE /threads/{id}/', (scene) => scene.rest(scene.alice, 'DELETE'), {
    check: (_, { thread }) => expect(thread).toMatchObject({ closedBy: 'client', hiddenFor: ['client'] }),
  }),
  ...ownSideVerbs,
  ...fileVerbs,
  event('a marketplace event', { quietMs: quietHoursMs }),
  event('a marketplace event for a new thread', { isNew: true }),
  event('a marketplace event for a deleted thread', { hiddenFor: ['client'] }),
  {
    title: 'WS-8: join_thread',
    function: 'frame',
    changesConnections: true,
    act: (scene) => scene.frame(scene.devices.aliceElsewhere, 'join_thread'),
    check: async (scene, after) => expect(await alicesInRoom(scene, after)).toEqual([2, 2]),
  },
  {
    title: 'WS-15: leave_thread',
    function: 'frame',
    changesConnections: true,
    act: (scene) => scene.frame(scene.devices.aliceJoined, 'leave_thread'),
    check: async (scene, after) => expect(await alicesInRoom(scene, after)).toEqual([0, 0]),
  },
  plain('typing_start'),
  plain('typing_stop'),
  plain('ping', 'over sockets'),
  {
    title: 'WS-15: $disconnect',
    function: 'disconnect',
    match: ({ alice }) => alice.id,
    changesConnections: true,
    isNeverRepeated: true,
    act: (scene) => scene.devices.aliceJoined.close(),
  },
  {
    title: 'WS-17: $connect, two too many',
    function: 'connect',
    match: ({ alice }) => alice.id,
    changesConnections: true,
    prepare: addTwoConnections,
    act: (scene) => connect(scene, scene.alice),
    check: ({ moreDevices }) => expect(moreDevices.at(-1)?.closed).toBeNull(),
  },
  {
    title: 'WS-6: hello with a fresh token',
    function: 'frame',
    changesConnections: true,
    async act(scene) {
      const { alice, chat, devices } = scene;
      const token = await chat.token(alice.id, { username: alice.username, expires_in: renewedSeconds });
      return scene.frame(devices.aliceJoined, 'hello', { token });
    },
    async check(scene, { members }) {
      const row = members.find((member) => member.userId === scene.alice.id);
      const connection = (await connectionsOf(scene.store, scene.alice.id)).find(hasJoined(scene));
      expect(connection?.expiresAtSeconds).toBe(row?.expiresAtSeconds);
      expect(row?.expiresAtSeconds).toBeLessThanOrEqual(Math.ceil(scene.chat.nowMs() / 1000) + renewedSeconds);
    },
  },
  {
    title: 'GET /unread-count/',
    function: 'http',
    match: ({ bob }) => bob.token,
    act: ({ bob }) => bob.rest('GET', '/unread-count/'),
  },
  {
    title: "the table's stream",
    function: 'publish-changes',
    only: 'over sockets',
    isNeverRepeated: true,
    match: ({ name }) => `${name}-streamed`,
    act: (scene) =>
      scene.frame(scene.devices.aliceJoined, 'send_message', { content, client_message_id: `${scene.name}-streamed` }),
    async check({ chat, threadId, length }) {
      const isPublished = ({ detail }: any) => detail.thread_id === threadId && detail.seq === length + 1;
      await expect.poll(async () => (await chat.published()).some(isPublished), { timeout: 30_000 }).toBe(true);
    },
  },
];
