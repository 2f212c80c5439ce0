import type { Action } from '../../protocol/frames.ts';
import type { Socket } from '../../measure/events.ts';
import type { AbuseCase } from './abuse-case.ts';
import { narrowText, wideMetadata, wideText, type Scene } from './scene.ts';

type FrameCase = Omit<AbuseCase, 'who'>;

const mainFrame =
  (action: Action, fields: Record<string, unknown> = {}) =>
  (scene: Scene) =>
    scene.frame(scene.chat.alice, { action, request_id: '1', thread_id: scene.chat.threadId, ...fields });
const wideFrame =
  (action: Action, fields: Record<string, unknown> = {}) =>
  (scene: Scene) =>
    scene.frame(scene.chat.alice, { action, request_id: '1', thread_id: scene.wideThreadId, ...fields });
const crowdFrame =
  (action: Action, fields: Record<string, unknown> = {}) =>
  (scene: Scene) =>
    scene.frame(scene.crowd.socket, { action, request_id: '1', thread_id: scene.crowd.threadId, ...fields });

const narrow = { content: narrowText };
const wide = { content: wideText, metadata: wideMetadata };
const repeated = { ...narrow, client_message_id: 'the same each time' };

/** The seq of a message that the sender has just sent. */
async function sent(scene: Scene, by: Socket, threadId: string): Promise<number> {
  const { seq } = (await scene.chat.frame(by, { action: 'send_message', thread_id: threadId, ...narrow })) as {
    seq: number;
  };
  return seq;
}

/** Changes a message that was sent just before. */
function changed(what: string, fields: Record<string, unknown>, isCrowded = false): FrameCase {
  let seq = 0;
  const action = what.split(',')[0] as Action;
  return {
    what,
    async prepare(scene) {
      const [socket, threadId] = isCrowded
        ? [scene.crowd.socket, scene.crowd.threadId]
        : [scene.chat.alice, scene.chat.threadId];
      seq = await sent(scene, socket, threadId);
    },
    run: (scene) => (isCrowded ? crowdFrame : mainFrame)(action, { seq, ...fields })(scene),
  };
}

function withRateLimit(run: FrameCase['run']): FrameCase['run'] {
  return async (scene) => {
    const { rules } = scene.chat.world;
    rules.rateLimit = { burst: 1, perMs: 3_600_000 };
    await run(scene).finally(() => (rules.rateLimit = null));
  };
}

/** What a user can do by each action, at its most expensive. The compiler asks for the cases of a new action. */
export const userFrames: Record<Action, FrameCase[]> = {
  hello: [
    { what: 'hello', run: mainFrame('hello') },
    {
      what: 'hello with a fresh token, in 100 rooms',
      run: ({ frame, hoarder: { socket } }) => frame(socket, { action: 'hello', token: socket.userId }),
    },
  ],
  join_thread: [
    { what: 'join_thread, 50 messages of 200 characters', run: mainFrame('join_thread') },
    {
      what: 'join_thread, limit=100, of the largest messages',
      prepare: wideFrame('join_thread', { limit: 100 }),
      run: wideFrame('join_thread', { limit: 100 }),
    },
    {
      what: 'join_thread, after_seq, limit=100, of the largest messages',
      run: wideFrame('join_thread', { limit: 100, after_seq: 0 }),
    },
    {
      what: 'join_thread, the 101st room',
      isRefused: true,
      run: ({ frame, hoarder }) => frame(hoarder.socket, { action: 'join_thread', thread_id: hoarder.oneMore }),
    },
    {
      what: 'leave_thread and join_thread in turn, by a user in 100 rooms',
      async run({ frame, hoarder: { socket, threadIds } }) {
        for (const action of ['leave_thread', 'join_thread']) await frame(socket, { action, thread_id: threadIds[0] });
      },
    },
  ],
  leave_thread: [
    {
      what: 'leave_thread and join_thread in turn, with 40 devices in the room',
      async run(scene) {
        await crowdFrame('leave_thread')(scene);
        await crowdFrame('join_thread')(scene);
      },
    },
  ],
  send_message: [
    { what: 'send_message, 200 characters', run: mainFrame('send_message', narrow), events: 1 },
    { what: 'send_message of the largest size', run: wideFrame('send_message', wide), events: 1 },
    { what: 'send_message of the largest size to 40 devices', run: crowdFrame('send_message', wide), events: 1 },
    {
      what: 'send_message, repeated',
      prepare: mainFrame('send_message', repeated),
      run: mainFrame('send_message', repeated),
    },
    {
      what: 'send_message of the largest size, repeated',
      prepare: wideFrame('send_message', { ...wide, client_message_id: 'wide' }),
      run: wideFrame('send_message', { ...wide, client_message_id: 'wide' }),
    },
    {
      what: 'send_message, replying to a message of the largest size',
      run: wideFrame('send_message', { ...narrow, reply_to: 2 }),
      events: 1,
    },
    {
      what: 'send_message, replying to a message that does not exist',
      isRefused: true,
      run: mainFrame('send_message', { ...narrow, reply_to: 1_000_000 }),
    },
    {
      what: 'send_message with after_seq far back',
      isRefused: true,
      run: wideFrame('send_message', { ...narrow, client_message_id: 'new', after_seq: 1 }),
    },
    {
      what: 'send_message beyond the limit of the thread',
      isRefused: true,
      prepare: withRateLimit(wideFrame('send_message', narrow)),
      run: withRateLimit(wideFrame('send_message', narrow)),
    },
    {
      what: 'send_message, too long',
      isRefused: true,
      run: mainFrame('send_message', { content: 'x'.repeat(30_000) }),
    },
    {
      what: 'send_message of another type',
      isRefused: true,
      run: mainFrame('send_message', { ...narrow, type: 'system' }),
    },
  ],
  typing_start: [
    { what: 'typing_start', run: mainFrame('typing_start', { request_id: undefined }) },
    { what: 'typing_start with a request_id, to 20 devices', run: crowdFrame('typing_start') },
  ],
  typing_stop: [{ what: 'typing_stop with a request_id, to 20 devices', run: crowdFrame('typing_stop') }],
  mark_as_read: [
    {
      what: 'mark_as_read, each after a new message',
      prepare: (scene) => sent(scene, scene.chat.bob, scene.chat.threadId),
      run: mainFrame('mark_as_read'),
      events: 1,
    },
    { what: 'mark_as_read, with nothing new', prepare: mainFrame('mark_as_read'), run: mainFrame('mark_as_read') },
    {
      what: 'mark_as_read among the largest messages',
      prepare: (scene) => sent(scene, scene.chat.bob, scene.wideThreadId),
      run: wideFrame('mark_as_read'),
      events: 1,
    },
  ],
  add_reaction: [
    {
      what: 'add_reaction and remove_reaction in turn, on a message of the largest size',
      async run(scene) {
        const fields = { seq: 2, emoji: '👍' };
        await wideFrame('add_reaction', fields)(scene);
        await wideFrame('remove_reaction', fields)(scene);
      },
    },
    {
      what: 'add_reaction that is there, to 20 devices',
      prepare: crowdFrame('add_reaction', { seq: 1, emoji: '👍' }),
      run: crowdFrame('add_reaction', { seq: 1, emoji: '👍' }),
    },
  ],
  remove_reaction: [
    { what: 'remove_reaction that is not there', run: mainFrame('remove_reaction', { seq: 1, emoji: '🎉' }) },
  ],
  edit_message: [
    changed('edit_message, short', { content: 'x' }),
    changed('edit_message, 4,000 characters', { content: wideText }),
    changed('edit_message, 4,000 characters to 40 devices', { content: wideText }, true),
  ],
  delete_message: [changed('delete_message', {}), changed('delete_message, to 40 devices', {}, true)],
  ping: [{ what: 'ping', run: mainFrame('ping') }],
};
