import { expect } from 'vitest';
import type { Message } from '../../protocol/objects.ts';
import { TestSocket } from '../support/socket.ts';
import type { Scene } from './crash-scene.ts';

/** What a client or a service does, and the function that may die over it. */
export interface AppVerb {
  title: string;
  function: 'connect' | 'disconnect' | 'frame' | 'http' | 'system-message' | 'publish-changes';
  /** In the event of this one invocation; the scene's key where nothing is said. */
  match?: (scene: Scene) => string;
  /** The thread is not there yet. */
  isNew?: true;
  act(scene: Scene): Promise<unknown>;
  /** Nobody repeats it: what others do next mends it. */
  isNeverRepeated?: true;
  /** What must be so once it has been repeated, beside what must always be so. */
  check?(scene: Scene, messages: Message[]): Promise<void> | void;
}

const content = 'Hello!';
const thread = (scene: Scene, path = '') => `/threads/${scene.threadId}/${path}`;

function frame(
  action: string,
  device: keyof Scene['stage']['devices'],
  fields: object,
  check?: AppVerb['check'],
): AppVerb {
  const act = (scene: Scene) =>
    scene.frame(scene.stage.devices[device], action, { thread_id: scene.threadId, ...fields });
  return { title: action, function: 'frame', act, ...(check && { check }) };
}

function rest(
  title: string,
  method: string,
  path: string,
  body: object | undefined,
  by: 'alice' | 'bob',
  check?: AppVerb['check'],
): AppVerb {
  const act = (scene: Scene) => scene.stage[by].rest(method, thread(scene, path), body);
  return { title, function: 'http', match: (scene) => scene.threadId, act, ...(check && { check }) };
}

/** One message more; the other one's device in the room has it, and the devices elsewhere know of it. */
const isSent: AppVerb['check'] = async (scene, messages) => {
  const { bobJoined, aliceElsewhere, bobElsewhere } = scene.stage.devices;
  expect(messages.map((message) => message.content)).toEqual(['before 1', 'before 2', 'before 3', content]);
  await bobJoined.event('new_message', (data) => data.thread_id === scene.threadId && data.seq === 4);
  const updated = (data: any) => data.thread.id === scene.threadId && data.thread.last_seq === 4;
  await Promise.all([aliceElsewhere, bobElsewhere].map((device) => device.event('thread_updated', updated)));
};

const isChanged =
  (event: 'message_edited' | 'message_deleted', text: string): AppVerb['check'] =>
  async (scene, messages) => {
    expect(messages.map((message) => message.content)).toEqual(['before 1', 'before 2', text]);
    await scene.stage.devices.bobJoined.event(
      event,
      (data) => data.thread_id === scene.threadId && data.content === text,
    );
  };

const isRead: AppVerb['check'] = async (scene) => {
  expect(await scene.stage.bob.get(thread(scene))).toMatchObject({ unread_count: 0 });
  const { results } = await scene.stage.bob.get(thread(scene, 'messages/3/reads/'));
  expect(results).toMatchObject([{ user: { id: scene.stage.bob.id } }]);
};

const isActive =
  (expected: boolean): AppVerb['check'] =>
  async (scene) => {
    expect(await scene.stage.bob.get(thread(scene))).toMatchObject({ is_active: expected });
  };

/** A socket of Bob's of its own, cut without a word once it is open. */
async function openAndCut(scene: Scene): Promise<void> {
  const device = await scene.stage.bob.join(scene.threadId);
  device.raw.terminate();
  await device.untilClosed();
}

const key = (scene: Scene) => ({ client_message_id: scene.key, after_seq: 0 });

/** Everything that writes: each frame, each endpoint, both ends of a connection, the marketplace's events and the table's. */
export const appVerbs: AppVerb[] = [
  {
    ...frame('send_message', 'aliceJoined', {}, isSent),
    act: (scene) =>
      scene.frame(scene.stage.devices.aliceJoined, 'send_message', {
        thread_id: scene.threadId,
        content,
        ...key(scene),
      }),
  },
  frame('edit_message', 'aliceJoined', { seq: 3, content }, isChanged('message_edited', content)),
  frame('delete_message', 'aliceJoined', { seq: 3 }, isChanged('message_deleted', '')),
  frame('mark_as_read', 'bobJoined', {}, isRead),
  frame('join_thread', 'bobElsewhere', {}, async (scene) => expect(await scene.roomRows()).toHaveLength(3)),
  frame('leave_thread', 'bobJoined', {}, async (scene) => expect(await scene.roomRows()).toHaveLength(1)),
  frame('typing_start', 'aliceJoined', {}),
  frame('typing_stop', 'aliceJoined', {}),
  frame('ping', 'aliceJoined', {}),
  {
    title: 'hello with a fresh token',
    function: 'frame',
    act: async (scene) => {
      const { app, alice, devices } = scene.stage;
      return scene.frame(devices.aliceJoined, 'hello', {
        token: await app.token(alice.id, { username: alice.username, expires_in: 3_500 }),
      });
    },
  },
  {
    title: '$connect',
    function: 'connect',
    match: (scene) => scene.stage.bob.id,
    act: async (scene) => {
      const device = await TestSocket.open(scene.stage.app.wsUrl, scene.stage.bob.token).catch(() => null);
      device?.raw.terminate();
      return device?.untilClosed();
    },
  },
  {
    title: '$disconnect',
    function: 'disconnect',
    match: (scene) => scene.stage.bob.id,
    act: openAndCut,
    isNeverRepeated: true,
  },
  {
    title: 'POST /threads/',
    function: 'http',
    isNew: true,
    act: async (scene) => {
      const { body } = await scene.stage.alice.rest('POST', '/threads/', scene.triple);
      scene.threadId = body?.id ?? scene.threadId;
    },
    check: async (scene) =>
      expect(await scene.stage.bob.get(thread(scene))).toMatchObject({ is_active: true, last_seq: 0 }),
  },
  { ...rest('PUT /threads/{id}/', 'PUT', '', { is_active: false }, 'alice', isActive(false)) },
  { ...rest('PATCH /threads/{id}/', 'PATCH', '', { is_active: false }, 'alice', isActive(false)) },
  rest('DELETE /threads/{id}/', 'DELETE', '', undefined, 'alice', async (scene) => {
    await isActive(false)?.(scene, []);
    const { results } = await scene.stage.alice.get('/threads/?limit=100');
    expect(results.map(({ id }: { id: string }) => id)).not.toContain(scene.threadId);
  }),
  {
    ...rest('POST …/messages/', 'POST', 'messages/', undefined, 'alice', isSent),
    act: (scene) => scene.stage.alice.rest('POST', thread(scene, 'messages/'), { content, ...key(scene) }),
  },
  rest('PATCH …/messages/{seq}/', 'PATCH', 'messages/3/', { content }, 'alice', isChanged('message_edited', content)),
  rest('DELETE …/messages/{seq}/', 'DELETE', 'messages/3/', undefined, 'alice', isChanged('message_deleted', '')),
  rest('POST …/mark-read/', 'POST', 'mark-read/', {}, 'bob', isRead),
  {
    title: 'GET /unread-count/',
    function: 'http',
    match: (scene) => scene.stage.bob.token,
    act: (scene) => scene.stage.bob.rest('GET', '/unread-count/'),
  },
  {
    title: 'an event of the marketplace',
    function: 'system-message',
    act: (scene) =>
      scene.stage.app.invoke('system-message', { event_id: scene.key, event: 'hire', content, ...scene.triple }),
    check: async (scene, messages) => {
      expect(messages.map((message) => message.content)).toEqual(['before 1', 'before 2', 'before 3', content]);
      const { aliceJoined, bobJoined, aliceElsewhere, bobElsewhere } = scene.stage.devices;
      await Promise.all(
        [aliceJoined, bobJoined].map((device) =>
          device.event('new_message', (data) => data.thread_id === scene.threadId && data.seq === 4),
        ),
      );
      const updated = (data: any) => data.thread.id === scene.threadId && data.thread.last_seq === 4;
      await Promise.all([aliceElsewhere, bobElsewhere].map((device) => device.event('thread_updated', updated)));
    },
  },
  {
    title: "the table's stream",
    function: 'publish-changes',
    isNeverRepeated: true,
    match: (scene) => `${scene.key}-streamed`,
    act: (scene) =>
      scene.stage.alice.rest('POST', thread(scene, 'messages/'), {
        content,
        client_message_id: `${scene.key}-streamed`,
      }),
    check: async (scene) => {
      const isOut = ({ event }: any) => event.detail.thread_id === scene.threadId && event.detail.seq === 4;
      for (;;) {
        const { body } = await scene.stage.app.call('GET', '/dev/events');
        if (body.some(isOut)) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  },
];
