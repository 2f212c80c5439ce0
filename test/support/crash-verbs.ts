import { expect } from 'vitest';
import { applyChange } from '../../lambdas/chat/change-message.ts';
import { countUnread } from '../../lambdas/chat/count-unread.ts';
import { createThread } from '../../lambdas/chat/create-thread.ts';
import { deleteThread } from '../../lambdas/chat/delete-thread.ts';
import { forgetConnection } from '../../lambdas/chat/forget-connection.ts';
import { joinThread } from '../../lambdas/chat/join-thread.ts';
import { leaveThread } from '../../lambdas/chat/leave-thread.ts';
import { markAsRead } from '../../lambdas/chat/mark-as-read.ts';
import { endOf } from '../../lambdas/chat/model/connection.ts';
import type { Snapshot } from '../../lambdas/chat/model/types.ts';
import { openConnection } from '../../lambdas/chat/open-connection.ts';
import { renewConnection } from '../../lambdas/chat/renew-connection.ts';
import type { UserContext } from '../../lambdas/chat/ports/context.ts';
import { postSystemMessage } from '../../lambdas/chat/post-system-message.ts';
import { sendMessage } from '../../lambdas/chat/send-message.ts';
import { setActive } from '../../lambdas/chat/set-active.ts';
import type { Scene, SceneOptions } from './crash-scene.ts';
import { connectionsOf, joinedThreads } from './presence.ts';

/** The context of one attempt, of a user's device in the room if no other connection is named. */
export type ContextOf = (user: string, connectionId?: string | null) => UserContext;

export interface CrashVerb {
  title: string;
  options?: SceneOptions;
  /** What is special about the scene before. */
  prepare?(scene: Scene): void;
  act(scene: Scene, as: ContextOf, attempt: number): Promise<unknown>;
  /** Nobody repeats it: only what others do next can mend it. */
  isNeverRepeated?: true;
  /** It makes or takes away rows of connections. */
  changesConnections?: true;
  /** The gateway delivers the very request again, not the client a new one. */
  isRedelivered?: true;
  /**
   * What must be so once it has been repeated, beside what must always be so. Of messages all have been told by then. A mark
   * or a change of a thread that is there already is not pushed again: whoever missed it sees it with the next frame of the
   * thread, or when they join or list it.
   */
  check(scene: Scene, after: Snapshot): void | Promise<void>;
}

const hello = 'Hello!';
const quietHoursMs = 5 * 60 * 60_000;
const latestTtl = (scene: Scene) => Math.floor(scene.nowMs / 1000) + 90 * 60;

/** The others in the room have the message, the devices elsewhere the thread as it now is. */
function checkToldOfMessage(scene: Scene, { messages }: Snapshot, inRoom: string[], elsewhere: string[]): void {
  const newest = messages[0];
  for (const connectionId of inRoom) {
    expect(scene.framesTo(connectionId, 'new_message'), connectionId).toContainEqual(
      expect.objectContaining({ seq: newest?.seq, content: newest?.content }),
    );
  }
  for (const connectionId of elsewhere) {
    expect(scene.framesTo(connectionId, 'thread_updated').at(-1)?.thread, connectionId).toMatchObject({
      last_seq: newest?.seq,
      is_active: true,
    });
  }
}

function everybody(scene: Scene): string[] {
  return [scene.alice, scene.bob].flatMap((user) => [scene.joined(user), scene.elsewhere(user)]);
}

function checkToldOfThread(scene: Scene, whom: string[], thread: Record<string, unknown>): void {
  for (const connectionId of whom) {
    expect(scene.framesTo(connectionId, 'thread_updated').at(-1)?.thread, connectionId).toMatchObject(thread);
  }
}

function checkSent(scene: Scene, after: Snapshot): void {
  expect(after.messages).toHaveLength(scene.length + 1);
  expect(after.messages[0]).toMatchObject({ content: hello, author: 'client' });
  checkToldOfMessage(
    scene,
    after,
    [scene.joined(scene.bob)],
    [scene.elsewhere(scene.alice), scene.elsewhere(scene.bob)],
  );
}

function send(scene: Scene, as: ContextOf, key: { client_message_id?: string }): Promise<unknown> {
  return sendMessage(as(scene.alice), scene.world.rules, {
    thread_id: scene.threadId,
    content: hello,
    type: 'text',
    ...key,
  });
}

const sendUnderKey = (scene: Scene, as: ContextOf) => send(scene, as, { client_message_id: 'key' });

function changed(title: string, seq: number, change: Parameters<typeof applyChange>[4]): CrashVerb {
  const content = change.kind === 'edit' ? change.content : '';
  const event = change.kind === 'edit' ? 'message_edited' : 'message_deleted';
  return {
    title,
    act: (scene, as) => applyChange(as(scene.alice), scene.world.rules, scene.threadId, seq, change),
    check(scene, after) {
      expect(after.messages).toHaveLength(scene.length);
      expect(after.messages.find((message) => message.seq === seq)?.content).toBe(content);
      expect(scene.framesTo(scene.joined(scene.bob), event)).toContainEqual(expect.objectContaining({ seq, content }));
      const others = [scene.elsewhere(scene.alice), scene.elsewhere(scene.bob)];
      checkToldOfThread(scene, others, {
        last_message: expect.objectContaining({ preview: after.messages[0]?.content.slice(0, 100) }),
      });
    },
  };
}

function activity(title: string, isActive: boolean, options: SceneOptions): CrashVerb {
  return {
    title,
    options,
    act: (scene, as) => setActive(as(scene.alice, null), scene.threadId, isActive),
    check(_scene, { thread }) {
      expect(thread).toMatchObject({ isActive, hiddenFor: [] });
    },
  };
}

function event(title: string, options: SceneOptions): CrashVerb {
  return {
    title,
    options,
    act: (scene, as) =>
      postSystemMessage(as('nobody', null), {
        event_id: `event-${scene.name}`,
        event: 'hire',
        content: hello,
        ...scene.triple,
        counts_as_unread: true,
      }),
    check(scene, after) {
      expect(after.messages).toHaveLength(scene.length + 1);
      expect(after.messages[0]).toMatchObject({ content: hello, author: 'marketplace' });
      expect(after.thread).toMatchObject({ isActive: true, hiddenFor: [] });
      const inRoom = options.isNew ? [] : [scene.joined(scene.alice), scene.joined(scene.bob)];
      checkToldOfMessage(
        scene,
        after,
        inRoom,
        everybody(scene).filter((connectionId) => !inRoom.includes(connectionId)),
      );
    },
  };
}

export const crashVerbs: CrashVerb[] = [
  { title: 'WS-10: send_message', act: sendUnderKey, check: checkSent },
  {
    title: 'WS-10: send_message into a new step of the inbox',
    options: { quietMs: quietHoursMs },
    act: sendUnderKey,
    check: checkSent,
  },
  {
    title: 'WS-10: send_message without a client_message_id, which the gateway delivers again,',
    isRedelivered: true,
    act: (scene, as) => send(scene, as, {}),
    check: checkSent,
  },
  {
    title: 'WS-15: send_message to a connection that is gone',
    changesConnections: true,
    prepare: (scene) => void scene.world.gone.add(scene.joined(scene.bob)),
    act: sendUnderKey,
    check(scene, after) {
      expect(after.messages).toHaveLength(scene.length + 1);
      checkToldOfMessage(scene, after, [], [scene.elsewhere(scene.alice), scene.elsewhere(scene.bob)]);
      expect(after.members.map((member) => member.connectionId)).toEqual([scene.joined(scene.alice)]);
    },
  },
  changed('WS-13: edit_message of the newest', 3, { kind: 'edit', content: 'Edited' }),
  changed('WS-13: edit_message of an older one', 1, { kind: 'edit', content: 'Edited' }),
  changed('WS-13: delete_message', 3, { kind: 'delete' }),
  {
    title: 'WS-11: mark_as_read',
    act: (scene, as) => markAsRead(as(scene.bob), scene.threadId),
    async check(scene, { thread }) {
      expect(thread?.marks.freelancer?.seq).toBe(scene.length);
      // A receipt may be of the first try, and its mark of the second.
      expect(await scene.world.store.findReceipt(scene.threadId, 'freelancer', scene.length)).toBeLessThanOrEqual(
        thread?.marks.freelancer?.atMs ?? 0,
      );
    },
  },
  {
    title: 'POST /threads/',
    options: { isNew: true },
    act: (scene, as) => createThread(as(scene.alice, null), scene.triple),
    check: (_scene, { thread }) => expect(thread).toMatchObject({ isActive: true, head: null }),
  },
  {
    title: 'POST /threads/ of a deleted thread',
    options: { hiddenFor: ['client', 'freelancer'] },
    act: (scene, as) => createThread(as(scene.alice, null), scene.triple),
    check(_scene, { thread }) {
      expect(thread).toMatchObject({ isActive: true, hiddenFor: [] });
    },
  },
  activity('WS-16: PATCH is_active: false', false, {}),
  activity('WS-16: PATCH is_active: true', true, { isActive: false }),
  activity('WS-16: PATCH is_active: true of a deleted thread', true, { hiddenFor: ['client'] }),
  {
    title: 'DELETE /threads/{id}/',
    act: (scene, as) => deleteThread(as(scene.alice, null), scene.threadId),
    check(_scene, { thread }) {
      expect(thread).toMatchObject({ isActive: false, hiddenFor: ['client'] });
    },
  },
  event('a marketplace event', { quietMs: quietHoursMs }),
  event('a marketplace event for a new thread', { isNew: true }),
  event('a marketplace event for a deleted thread', { hiddenFor: ['client'] }),
  {
    title: 'WS-8: join_thread',
    changesConnections: true,
    act: (scene, as) => {
      const connectionId = scene.elsewhere(scene.alice);
      return joinThread(as(scene.alice, connectionId), connectionId, { thread_id: scene.threadId });
    },
    async check(scene, { members }) {
      const connectionId = scene.elsewhere(scene.alice);
      expect(members.map((member) => member.connectionId)).toContain(connectionId);
      expect(await joinedThreads(scene.world.store, scene.alice, connectionId)).toEqual([scene.threadId]);
    },
  },
  {
    title: 'WS-15: leave_thread',
    changesConnections: true,
    act: (scene, as) => leaveThread(as(scene.alice), scene.joined(scene.alice), scene.threadId),
    async check(scene, { members }) {
      const connectionId = scene.joined(scene.alice);
      expect(members.map((member) => member.connectionId)).not.toContain(connectionId);
      expect(await joinedThreads(scene.world.store, scene.alice, connectionId)).toEqual([]);
    },
  },
  {
    title: 'WS-15: $disconnect',
    changesConnections: true,
    isNeverRepeated: true,
    prepare: (scene) => void scene.world.gone.add(scene.joined(scene.alice)),
    act: (scene, as) =>
      forgetConnection(as(scene.alice), { connectionId: scene.joined(scene.alice), userId: scene.alice }),
    check: () => undefined,
  },
  {
    title: 'WS-17: $connect, two too many',
    changesConnections: true,
    act: (scene, as, attempt) => {
      const connectionId = `${scene.alice}-new-${attempt}`;
      return openConnection(
        as(scene.alice, connectionId),
        { ...scene.recipient(scene.alice, connectionId), connectedAtMs: scene.nowMs },
        1,
      );
    },
    async check(scene) {
      const open = await connectionsOf(scene.world.store, scene.alice);
      expect(
        open.filter((one) => !scene.world.closed.includes(one.connectionId)).map((one) => one.connectionId),
      ).toContain(`${scene.alice}-new-2`);
    },
  },
  {
    title: 'WS-6: hello with a fresh token',
    changesConnections: true,
    act: (scene, as) =>
      renewConnection(as(scene.alice), scene.joined(scene.alice), {
        userId: scene.alice,
        username: scene.alice,
        expiresAtSeconds: latestTtl(scene),
      }),
    async check(scene, { members }) {
      const connectionId = scene.joined(scene.alice);
      const connection = await scene.world.store.findConnection(scene.alice, connectionId);
      const row = members.find((member) => member.connectionId === connectionId);
      const renewed = endOf(connection?.connectedAtMs ?? 0, latestTtl(scene));
      expect([connection?.expiresAtSeconds, row?.expiresAtSeconds]).toEqual([renewed, renewed]);
    },
  },
  { title: 'GET /unread-count/', act: (scene, as) => countUnread(as(scene.bob, null)), check: () => undefined },
];
