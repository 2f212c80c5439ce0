import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { joinedTalk } from '../support/people.ts';

let app: LocalApp;
/** Here `$disconnect` never comes: only a push finds out that a socket has ended. */
let appWithoutDisconnects: LocalApp;
beforeAll(async () => {
  app = await startApp();
  appWithoutDisconnects = await startApp({ LOCAL_DISCONNECT_LOSS: '1' });
});
afterAll(async () => {
  await app.stop();
  await appWithoutDisconnects.stop();
});

describe('WS-15: the room', () => {
  test('WS-15: user_joined goes to the others when the user had no connection in the room before', async () => {
    const { alice, bob, threadId, atAlice } = await joinedTalk(app);
    expect((await atAlice.event('user_joined')).data).toEqual({ thread_id: threadId, user_id: bob.id, user: 'Bob' });
    const secondOfBob = await bob.join(threadId);
    await secondOfBob.request('join_thread', { thread_id: threadId });
    const secondOfAlice = await alice.join(threadId);
    expect(await atAlice.settled('user_joined')).toHaveLength(1);
    for (const device of [secondOfBob, secondOfAlice]) expect(await device.settled('user_joined')).toEqual([]);
  });

  test('WS-15: user_left follows leave_thread where the user has no other connection in the room', async () => {
    const { bob, threadId, atAlice, atBob } = await joinedTalk(app);
    const secondOfBob = await bob.join(threadId);
    await atBob.request('leave_thread', { thread_id: threadId });
    expect(await atAlice.settled('user_left')).toEqual([]);
    await secondOfBob.request('leave_thread', { thread_id: threadId });
    expect(await atAlice.settled('user_left')).toEqual([{ thread_id: threadId, user_id: bob.id, user: 'Bob' }]);
    expect(await atBob.settled('user_left')).toEqual([]);
  });

  test('WS-15: after leave_thread no message of the room comes any more; joining again announces again', async () => {
    const { threadId, atAlice, atBob } = await joinedTalk(app);
    await atBob.request('leave_thread', { thread_id: threadId });
    await atAlice.request('send_message', { thread_id: threadId, content: 'gone?' });
    await atAlice.request('typing_start', { thread_id: threadId });
    expect(await atBob.settled('new_message')).toEqual([]);
    expect(atBob.pushes('typing_start')).toEqual([]);
    await atBob.request('join_thread', { thread_id: threadId });
    expect(await atAlice.settled('user_joined')).toHaveLength(2);
  });

  test('WS-15: thread_left also where the room had not been joined, and nobody is told', async () => {
    const { bob, threadId, atAlice } = await joinedTalk(app);
    const unjoined = await bob.open();
    expect(await unjoined.request('leave_thread', { thread_id: threadId })).toMatchObject({
      event: 'thread_left',
      data: { thread_id: threadId },
    });
    expect(await atAlice.settled('user_left')).toEqual([]);
  });

  test('WS-15: the membership ends with the socket', async () => {
    const { bob, threadId, atAlice, atBob } = await joinedTalk(app);
    await atBob.close();
    expect((await atAlice.event('user_left')).data).toEqual({ thread_id: threadId, user_id: bob.id, user: 'Bob' });
    const { data } = await atAlice.request('join_thread', { thread_id: threadId });
    expect(data.members.map((member: { online: boolean }) => member.online)).toEqual([true, false]);
  });

  test('WS-15: one device of two ends: the user is still there', async () => {
    const { bob, threadId, atAlice, atBob } = await joinedTalk(app);
    const secondOfBob = await bob.join(threadId);
    await atBob.close();
    await secondOfBob.close();
    await atAlice.event('user_left');
    expect(await atAlice.settled('user_left')).toHaveLength(1);
  });

  test('WS-15: the membership ends when the push to it answers 410; user_left follows', async () => {
    const { bob, threadId, atAlice, atBob } = await joinedTalk(appWithoutDisconnects);
    atBob.raw.terminate();
    await atBob.untilClosed();
    expect(await atAlice.settled('user_left')).toEqual([]);
    const { pushes } = await appWithoutDisconnects.stats(() =>
      atAlice.request('send_message', { thread_id: threadId, content: 'still there?' }),
    );
    expect(pushes.gone).toBeGreaterThan(0);
    expect((await atAlice.event('user_left')).data).toEqual({ thread_id: threadId, user_id: bob.id, user: 'Bob' });
    const { data } = await atAlice.request('join_thread', { thread_id: threadId });
    expect(data.members.map((member: { online: boolean }) => member.online)).toEqual([true, false]);
    const later = await appWithoutDisconnects.stats(() =>
      atAlice.request('send_message', { thread_id: threadId, content: 'no.' }),
    );
    expect(later.pushes).toEqual({ sent: 0, gone: 0 });
  });
});
