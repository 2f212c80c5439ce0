import { beforeAll, describe, expect, it } from 'vitest';
import { createThread } from '../../lambdas/chat/create-thread.ts';
import { forgetConnection } from '../../lambdas/chat/forget-connection.ts';
import { joinThread } from '../../lambdas/chat/join-thread.ts';
import { leaveThread } from '../../lambdas/chat/leave-thread.ts';
import { markAsRead } from '../../lambdas/chat/mark-as-read.ts';
import { postSystemMessage } from '../../lambdas/chat/post-system-message.ts';
import { sendMessage } from '../../lambdas/chat/send-message.ts';
import { Scene, type SceneOptions } from '../rules/crash/scene.ts';
import { openInProcess, type InProcessChat } from '../rules/driver/in-process.ts';
import { storeThatLosesAnswers, type Call } from '../support/dynamo-between.ts';

/** DynamoDB has carried out a write, but its answer did not come back, and the client of the SDK has sent it again. */

let chat: InProcessChat;
beforeAll(async () => {
  chat = await openInProcess();
});

/** A scene, and the contexts of its users' devices in the room over a store that loses these answers. */
async function start(isLost: (call: Call) => boolean, options?: SceneOptions) {
  const scene = await Scene.create(chat, options);
  const { alice, bob, devices } = scene;
  const { store, lost } = storeThatLosesAnswers(chat.world, isLost);
  const asAlice = { ...chat.as(alice, devices.aliceJoined), store };
  const asBob = { ...chat.as(bob, devices.bobJoined), store };
  return { scene, lost, asAlice, asBob, connectionId: asAlice.connectionId!, ...devices };
}

const isWrite = (operation: Call['operation'], pk: string, sk: string) => (call: Call) =>
  call.operation === operation && call.pk.startsWith(pk) && call.sk.startsWith(sk);

const isTransaction = ({ operation }: Call) => operation === 'TransactWriteItems';

describe('if the answer is lost', () => {
  it.each([
    ["the user's presence", isWrite('UpdateItem', 'U#', 'HERE')],
    ["the room's row", isWrite('DeleteItem', 'T#', 'ROOM#')],
  ])('of a disconnect, for %s, nobody stays in the room, and user_left follows (WS-15)', async (_, isLost) => {
    const { scene, lost, asAlice, connectionId, bobJoined } = await start(isLost);
    await forgetConnection(asAlice, { connectionId, userId: scene.alice.id });
    expect(lost.length).toBeGreaterThan(0);
    expect((await scene.read()).members.map((member) => member.connectionId)).not.toContain(connectionId);
    expect(bobJoined.pushes('user_left')).toHaveLength(1);
  });

  it.each([
    ["the room's row", isWrite('DeleteItem', 'T#', 'ROOM#')],
    ["the user's presence", isWrite('UpdateItem', 'U#', 'HERE')],
  ])('of leave_thread, for %s, user_left follows (WS-15)', async (_, isLost) => {
    const { scene, lost, asAlice, connectionId, bobJoined } = await start(isLost);
    await leaveThread(asAlice, connectionId, scene.threadId);
    expect([lost.length, bobJoined.pushes('user_left').length]).toEqual([1, 1]);
  });

  it.each([
    ["the room's row", isWrite('PutItem', 'T#', 'ROOM#')],
    ["the user's presence", isWrite('UpdateItem', 'U#', 'HERE')],
  ])('of join_thread, for %s, user_joined follows (WS-15)', async (_, isLost) => {
    const { scene, lost, asAlice, connectionId, bobJoined } = await start(isLost);
    await scene.store.leaveRoom({ userId: scene.alice.id, connectionId }, scene.threadId);
    await joinThread(asAlice, connectionId, { thread_id: scene.threadId });
    expect([lost.length, bobJoined.pushes('user_joined').length]).toEqual([1, 1]);
  });

  it('of mark_as_read, it counts what became read, and everybody is notified (WS-11)', async () => {
    const { scene, lost, asBob, aliceJoined, bobElsewhere } = await start(isWrite('UpdateItem', 'T#', 'META'));
    expect(await markAsRead(asBob, scene.threadId)).toMatchObject({ count: 1, up_to_seq: 3 });
    expect(lost).toHaveLength(1);
    expect(aliceJoined.pushes('messages_read')).toMatchObject([{ count: 1, up_to_seq: 3 }]);
    expect(bobElsewhere.pushes('thread_updated')).toMatchObject([{ thread: { unread_count: 0 } }]);
  });

  it('of a new thread, this call has created it, once (REST-18), and the other participant is notified', async () => {
    const { scene, lost, asAlice, bobElsewhere } = await start(isTransaction, { isNew: true });
    const rules = { ...chat.world.rules, threadLimit: { burst: 2, perMs: 1_000 } };
    expect(await createThread(asAlice, rules, scene.triple)).toMatchObject({ created: true });
    expect([lost.length, bobElsewhere.pushes('thread_updated').length]).toEqual([1, 1]);
    expect(await scene.store.readThreadBucket(scene.alice.id)).toBe(asAlice.nowMs + 500);
  });

  it('of send_message, there is one message (WS-10)', async () => {
    const { scene, lost, asAlice } = await start(isWrite('PutItem', 'T#', 'M#'));
    const request = { thread_id: scene.threadId, content: 'Hello', type: 'text' } as const;
    const { message, repeat } = await sendMessage(asAlice, chat.world.rules, request);
    expect([lost.length, message.seq, repeat]).toEqual([1, 4, false]);
    expect((await scene.read()).messages).toHaveLength(4);
  });

  it('of a marketplace event, the result is the first one, not a duplicate', async () => {
    const { scene, lost, asAlice } = await start(isTransaction, { isNew: true });
    const event = { event_id: scene.name, event: 'hire' as const, ...scene.triple, counts_as_unread: true };
    const first = { duplicate: false, thread_created: true, message: { seq: 1 } };
    expect(await postSystemMessage(asAlice, event)).toMatchObject(first);
    expect(lost).toHaveLength(1);
    expect((await scene.read()).messages).toHaveLength(1);
  });

  it("of a new thread that somebody else created first, it is not this call's", async () => {
    const { scene, lost, asAlice } = await start(isTransaction, { isNew: true });
    const createThreadSecond: typeof asAlice.store.createThread = async (...given) => {
      await createThread({ ...chat.as(scene.bob), nowMs: asAlice.nowMs - 500 }, chat.world.rules, scene.triple);
      return asAlice.store.createThread(...given);
    };
    const ctx = { ...asAlice, store: { ...asAlice.store, createThread: createThreadSecond } };
    expect(await createThread(ctx, chat.world.rules, scene.triple)).toMatchObject({ created: false });
    expect(lost).toHaveLength(1);
  });

  it('of a mark that another device wrote first, nothing was left to read (WS-11)', async () => {
    const { scene, lost, asBob, bobElsewhere } = await start(isWrite('UpdateItem', 'T#', 'META'));
    const writeMarkSecond: typeof asBob.store.writeMark = async (...given) => {
      await markAsRead({ ...chat.as(scene.bob, bobElsewhere), nowMs: asBob.nowMs - 500 }, scene.threadId);
      return asBob.store.writeMark(...given);
    };
    const ctx = { ...asBob, store: { ...asBob.store, writeMark: writeMarkSecond } };
    expect(await markAsRead(ctx, scene.threadId)).toMatchObject({ count: 0, up_to_seq: 3 });
    expect(lost).toHaveLength(1);
  });
});
