import { describe, expect, test } from 'vitest';
import type { Device } from '../support/device.ts';
import type { JoinedTalk, Person } from '../support/people.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat();

const block = (by: Person, other: Person) => by.rest('PUT', `/blocks/${other.id}/`);
const unblock = (by: Person, other: Person) => by.rest('DELETE', `/blocks/${other.id}/`);
const blocksOf = async (by: Person) =>
  (await by.get('/blocks/')).results.map(({ user_id }: { user_id: string }) => user_id);

/** Alice has blocked Bob after his first message. Both are in the room; Alice has a phone that is not. */
async function blockedTalk(): Promise<JoinedTalk & { phone: Device }> {
  const talk = await chat.joinedTalk();
  await talk.say(talk.bob, 'hello', { client_message_id: 'first' });
  const phone = await talk.alice.connect();
  expect((await block(talk.alice, talk.bob)).status).toBe(204);
  for (const device of [talk.atAlice, phone, talk.atBob]) await device.forget();
  return Object.assign(talk, { phone });
}

/** The status and the code of what was refused, and its text. */
const refusal = ({ status, body }: { status: number; body: unknown }) => {
  const { code, detail } = body as { code: string; detail: string };
  return { status, code, detail };
};

describe('a block', () => {
  test.each([
    ['send_message', { content: 'hello' }],
    ['typing_start', {}],
    ['typing_stop', {}],
    ['add_reaction', { seq: 1, emoji: '👍' }],
    ['remove_reaction', { seq: 1, emoji: '👍' }],
  ])('forbids both of them to %s, in the same words (ME-3)', async (action, fields) => {
    const talk = await blockedTalk();
    const [toAlice, toBob] = await Promise.all(
      [talk.atAlice, talk.atBob].map((device) => device.request(action, { thread_id: talk.threadId, ...fields })),
    );
    expect(toAlice).toMatchObject({ event: 'error', data: { code: 'forbidden' } });
    expect(toBob!.data).toEqual(toAlice!.data);
    expect(await talk.messages()).toHaveLength(1);
  });

  test('forbids both of them POST /threads/ with each other, whether there is a thread or not (ME-3)', async () => {
    const talk = await blockedTalk();
    const refusals = [
      await talk.alice.createThread(talk.bob),
      await talk.bob.createThread(talk.alice),
      await talk.bob.createThread(talk.alice, { id: 'new' }),
    ].map(refusal);
    expect(refusals[0]).toMatchObject({ status: 403, code: 'forbidden' });
    expect(refusals).toEqual(Array(3).fill(refusals[0]));
    expect(await talk.bob.inbox()).toEqual([talk.threadId]);
  });

  test('keeps from the blocker whatever the blocked one does, and not the other way round (ME-3)', async () => {
    const talk = await blockedTalk();
    const inThread = { thread_id: talk.threadId };
    const everything = async (device: Device) => {
      await device.request('mark_as_read', inThread);
      await device.request('leave_thread', inThread);
      await device.request('join_thread', inThread);
    };
    const bobs = `${talk.path}messages/1/`;
    await everything(talk.atBob);
    await talk.bob.rest('PATCH', bobs, { content: 'edited' });
    await talk.bob.rest('DELETE', bobs);
    await talk.setActive(talk.bob, false);
    await talk.setActive(talk.bob, true);
    await talk.atBob.close();
    expect([...(await talk.atAlice.received()), ...(await talk.phone.received())]).toEqual([]);
    expect((await talk.messages())[0]).toMatchObject({ content: '', deleted_at: expect.any(String) });
    const atBob = await talk.bob.join(talk.threadId);
    await everything(talk.atAlice);
    expect(new Set(await atBob.events())).toEqual(new Set(['messages_read', 'user_left', 'user_joined']));
  });

  test('answers a repeat of a message from before it, and does not push it to the blocker (ME-3, WS-10)', async () => {
    const talk = await blockedTalk();
    const again = await talk.send(talk.atBob, 'hello', { client_message_id: 'first' });
    expect(again).toMatchObject({ event: 'new_message', data: { seq: 1 } });
    expect([...(await talk.atAlice.received()), ...(await talk.phone.received())]).toEqual([]);
  });

  test('lets messages of the marketplace pass, into new threads of the two as well (ME-3)', async () => {
    const talk = await blockedTalk();
    await talk.announce({ content: 'News' });
    expect(await talk.atAlice.received('new_message')).toMatchObject([{ content: 'News' }]);
    const parties = { client: { id: talk.alice.id }, freelancer: { id: talk.bob.id }, job: { id: 'new' } };
    const { thread_id } = await talk.announce({ thread_id: undefined, ...parties });
    const path = `/threads/${thread_id}/`;
    expect(refusal(await talk.bob.rest('POST', `${path}messages/`, { content: 'hi' }))).toMatchObject({ status: 403 });
    expect((await talk.alice.get(path)).me.blocked).toBe(true);
  });

  test('is seen only by the blocker: in each thread of the two, and as offline (ME-3)', async () => {
    const talk = await chat.joinedTalk();
    const { body: other } = await talk.bob.createThread(talk.alice);
    const { body: carols } = await talk.alice.createThread(await chat.person('Carol'));
    await talk.bob.rest('DELETE', `/threads/${other.id}/`);
    await talk.atAlice.forget();
    await talk.atBob.forget();
    await block(talk.alice, talk.bob);
    const told = (await talk.atAlice.received('thread_updated')).map(({ thread }) => [thread.id, thread.me.blocked]);
    expect(Object.fromEntries(told)).toEqual({ [talk.threadId]: true, [other.id]: true });
    expect((await talk.alice.get(`/threads/${carols.id}/`)).me.blocked).toBe(false);
    expect(await talk.atBob.received()).toEqual([]);
    expect((await talk.me(talk.bob)).blocked).toBe(false);
    const { data } = await talk.atAlice.request('join_thread', { thread_id: talk.threadId });
    expect(data.members).toMatchObject([{ online: true }, { online: false }]);
  });

  test('of each other ends for both only when both have lifted theirs; a repeat changes nothing (ME-3)', async () => {
    const talk = await chat.talk();
    const say = async () => (await talk.alice.rest('POST', `${talk.path}messages/`, { content: 'hi' })).status;
    for (const [by, other] of [
      [talk.alice, talk.bob],
      [talk.alice, talk.bob],
      [talk.bob, talk.alice],
    ] as const)
      expect((await block(by, other)).status).toBe(204);
    expect([await blocksOf(talk.alice), await blocksOf(talk.bob)]).toEqual([[talk.bob.id], [talk.alice.id]]);
    expect([(await talk.me(talk.alice)).blocked, (await talk.me(talk.bob)).blocked]).toEqual([true, true]);
    for (let call = 0; call < 2; call += 1) expect((await unblock(talk.alice, talk.bob)).status).toBe(204);
    expect([await say(), await blocksOf(talk.alice)]).toEqual([403, []]);
    await unblock(talk.bob, talk.alice);
    expect([await say(), (await talk.alice.createThread(talk.bob)).status]).toEqual([201, 200]);
    expect((await talk.me(talk.bob)).blocked).toBe(false);
  });

  test('holds in a thread that was deleted before it, once that comes back (ME-3)', async () => {
    const talk = await chat.talk();
    await talk.delete(talk.alice);
    await block(talk.alice, talk.bob);
    await talk.announce();
    expect(refusal(await talk.bob.rest('POST', `${talk.path}messages/`, { content: 'hi' }))).toMatchObject({
      status: 403,
    });
  });

  test('of oneself is bad_request (ME-3)', async () => {
    const alice = await chat.person('Alice');
    const { status, body } = await block(alice, alice);
    expect([status, body]).toMatchObject([400, { code: 'bad_request', details: [{ field: 'user_id' }] }]);
  });
});
