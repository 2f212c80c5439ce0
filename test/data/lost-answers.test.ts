import { beforeAll, describe, expect, it } from 'vitest';
import { createThread } from '../../lambdas/chat/create-thread.ts';
import { forgetConnection } from '../../lambdas/chat/forget-connection.ts';
import { joinThread } from '../../lambdas/chat/join-thread.ts';
import { leaveThread } from '../../lambdas/chat/leave-thread.ts';
import { markAsRead } from '../../lambdas/chat/mark-as-read.ts';
import { postSystemMessage } from '../../lambdas/chat/post-system-message.ts';
import { sendMessage } from '../../lambdas/chat/send-message.ts';
import { Scene, type SceneOptions } from '../support/crash-scene.ts';
import { storeThatLosesAnswers, type Call } from '../support/dynamo-between.ts';
import { createWorld, type World } from '../support/world.ts';

/** DynamoDB has carried a write out, its answer did not come back, and the very write was sent again. */

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

let scenes = 0;

async function start(isLost: (call: Call) => boolean, options?: SceneOptions) {
  scenes += 1;
  const scene = new Scene(world, `lost-${scenes}`, options);
  await scene.seed();
  const { store, lost } = storeThatLosesAnswers(world, isLost);
  const as = (user: string, connectionId: string | null = scene.joined(user)) => ({
    ...scene.later(user, 1_000, connectionId),
    store,
  });
  return { scene, as, lost };
}

const isWrite = (operation: Call['operation'], pk: string, sk: string) => (call: Call) =>
  call.operation === operation && call.pk.startsWith(pk) && call.sk.startsWith(sk);

describe('an answer that is lost', () => {
  it.each([
    ["the user's presence", isWrite('UpdateItem', 'U#', 'HERE')],
    ["the room's", isWrite('DeleteItem', 'T#', 'ROOM#')],
  ])('of a disconnect, for %s: nobody stays in the room, and user_left follows (WS-15)', async (_, isLost) => {
    const { scene, as, lost } = await start(isLost);
    const connectionId = scene.joined(scene.alice);
    await forgetConnection(as(scene.alice), { connectionId, userId: scene.alice });
    expect(lost.length).toBeGreaterThan(0);
    expect((await scene.read()).members.map((member) => member.connectionId)).not.toContain(connectionId);
    expect(scene.framesTo(scene.joined(scene.bob), 'user_left')).toHaveLength(1);
  });

  it.each([
    ["the room's row", isWrite('DeleteItem', 'T#', 'ROOM#')],
    ["the user's presence", isWrite('UpdateItem', 'U#', 'HERE')],
  ])('of leave_thread, for %s: user_left follows (WS-15)', async (_, isLost) => {
    const { scene, as, lost } = await start(isLost);
    await leaveThread(as(scene.alice), scene.joined(scene.alice), scene.threadId);
    expect([lost.length, scene.framesTo(scene.joined(scene.bob), 'user_left').length]).toEqual([1, 1]);
  });

  it.each([
    ["the room's row", isWrite('PutItem', 'T#', 'ROOM#')],
    ["the user's presence", isWrite('UpdateItem', 'U#', 'HERE')],
  ])('of join_thread, for %s: user_joined follows (WS-15)', async (_, isLost) => {
    const { scene, as, lost } = await start(isLost);
    const me = scene.joined(scene.alice);
    await world.store.leaveRoom({ userId: scene.alice, connectionId: me }, scene.threadId);
    await joinThread(as(scene.alice), me, { thread_id: scene.threadId });
    expect([lost.length, scene.framesTo(scene.joined(scene.bob), 'user_joined').length]).toEqual([1, 1]);
  });

  it('of mark_as_read: counts what became read by it, and everybody hears of it (WS-11)', async () => {
    const { scene, as, lost } = await start(isWrite('UpdateItem', 'T#', 'META'));
    expect(await markAsRead(as(scene.bob), scene.threadId)).toMatchObject({ count: 1, up_to_seq: 3 });
    expect(lost).toHaveLength(1);
    expect(scene.framesTo(scene.joined(scene.alice), 'messages_read')).toMatchObject([{ count: 1, up_to_seq: 3 }]);
    expect(scene.framesTo(scene.elsewhere(scene.bob), 'thread_updated')).toMatchObject([
      { thread: { unread_count: 0 } },
    ]);
  });

  it('of a new thread: it was created by this call, and the other hears of it', async () => {
    const { scene, as, lost } = await start(isWrite('PutItem', 'T#', 'META'), { isNew: true });
    expect(await createThread(as(scene.alice, null), scene.triple)).toMatchObject({ created: true });
    expect([lost.length, scene.framesTo(scene.elsewhere(scene.bob), 'thread_updated').length]).toEqual([1, 1]);
  });

  it('of send_message: one message (WS-10)', async () => {
    const { scene, as, lost } = await start(isWrite('PutItem', 'T#', 'M#'));
    const { message, repeat } = await sendMessage(as(scene.alice), world.rules, {
      thread_id: scene.threadId,
      content: 'Hello',
      type: 'text',
    });
    expect([lost.length, message.seq, repeat]).toEqual([1, 4, false]);
    expect((await scene.read()).messages).toHaveLength(4);
  });

  it('of a marketplace event: the first result, no duplicate', async () => {
    const { scene, as, lost } = await start(({ operation }) => operation === 'TransactWriteItems', { isNew: true });
    const event = { event_id: `lost-${scenes}`, event: 'hire' as const, ...scene.triple, counts_as_unread: true };
    expect(await postSystemMessage(as(scene.alice, null), event)).toMatchObject({
      duplicate: false,
      thread_created: true,
      message: { seq: 1 },
    });
    expect(lost).toHaveLength(1);
    expect((await scene.read()).messages).toHaveLength(1);
  });

  it("does not make somebody else's thread one's own", async () => {
    const { scene, as, lost } = await start(isWrite('PutItem', 'T#', 'META'), { isNew: true });
    const alice = as(scene.alice, null);
    const createThreadSecond: typeof alice.store.createThread = async (thread) => {
      await createThread(scene.later(scene.bob, 0, null), scene.triple);
      return alice.store.createThread(thread);
    };
    expect(
      await createThread({ ...alice, store: { ...alice.store, createThread: createThreadSecond } }, scene.triple),
    ).toMatchObject({ created: false });
    expect(lost).toHaveLength(1);
  });

  it("does not make another device's mark one's own: nothing was left to read (WS-11)", async () => {
    const { scene, as, lost } = await start(isWrite('UpdateItem', 'T#', 'META'));
    const bob = as(scene.bob);
    const writeMarkSecond: typeof bob.store.writeMark = async (...given) => {
      await markAsRead(scene.later(scene.bob, 500, scene.elsewhere(scene.bob)), scene.threadId);
      return bob.store.writeMark(...given);
    };
    expect(
      await markAsRead({ ...bob, store: { ...bob.store, writeMark: writeMarkSecond } }, scene.threadId),
    ).toMatchObject({ count: 0, up_to_seq: 3 });
    expect(lost).toHaveLength(1);
  });
});
