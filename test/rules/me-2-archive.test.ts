import { describe, expect, test } from 'vitest';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat();

describe('an archived thread', () => {
  test('is off the inbox and in the views archived and all; its unread messages count (ME-2, REST-4)', async () => {
    const { alice, bob, ...talk } = await chat.talk();
    const { threadId } = talk;
    const list = (view: string) => alice.inbox(`?view=${view}`);
    const path = `/threads/${threadId}/`;
    await bob.rest('POST', `${path}messages/`, { content: 'hello' });
    await alice.rest('PATCH', `${path}me/`, { archived: true });
    expect(await Promise.all(['inbox', 'archived', 'unread', 'all'].map(list))).toEqual([
      [],
      [threadId],
      [threadId],
      [threadId],
    ]);
    expect([await alice.inbox(), await alice.unreadCount(), await bob.inbox()]).toEqual([[], 1, [threadId]]);
    await alice.rest('POST', `${path}mark-read/`, {});
    expect(await list('unread')).toEqual([]);
    expect((await alice.rest('GET', '/threads/?view=closed')).body).toMatchObject({
      details: [{ field: 'view' }],
    });
  });

  test.each(['alice', 'bob', 'marketplace'] as const)('comes back with a new message of %s (ME-2)', async (author) => {
    const talk = await chat.talk();
    await talk.say(talk.bob);
    await talk.setOwn(talk.alice, { archived: true });
    await (author === 'marketplace' ? talk.announce() : talk.say(talk[author]));
    expect((await talk.me(talk.alice)).archived).toBe(false);
    expect(await talk.alice.inbox()).toEqual([talk.threadId]);
  });

  test('does not come back with an edit, nor while it is muted, nor when the mute ends (ME-2)', async () => {
    const talk = await chat.talk();
    const { seq } = await talk.say(talk.bob);
    await talk.setOwn(talk.alice, { archived: true });
    await talk.bob.rest('PATCH', `${talk.path}messages/${seq}/`, { content: 'edited' });
    await talk.setOwn(talk.alice, { muted_until: 'forever' });
    await talk.say(talk.bob);
    expect(await talk.alice.inbox()).toEqual([]);
    await talk.setOwn(talk.alice, { muted_until: null });
    expect(await talk.alice.inbox()).toEqual([]);
    await talk.say(talk.bob);
    expect(await talk.alice.inbox()).toEqual([talk.threadId]);
    await talk.setOwn(talk.alice, { muted_until: 'forever' });
    expect(await talk.alice.inbox()).toEqual([talk.threadId]);
  });

  test('that comes back is announced to all devices of its user, those in the room included (ME-2, WS-9)', async () => {
    const talk = await chat.joinedTalk();
    await talk.setOwn(talk.alice, { archived: true });
    await talk.atAlice.event('thread_updated');
    talk.atAlice.frames.length = 0;
    await talk.send(talk.atBob);
    const { data } = await talk.atAlice.event('thread_updated');
    expect(data.thread).toMatchObject({ last_seq: 1, me: { archived: false } });
  });
});

describe('a thread that is marked as unread', () => {
  test('is in the view unread and changes no count, until its user marks it as read (ME-2)', async () => {
    const talk = await chat.joinedTalk();
    await talk.say(talk.bob);
    await talk.read(talk.alice);
    await talk.setOwn(talk.alice, { marked_unread: true });
    expect(await talk.alice.inbox('?view=unread')).toEqual([talk.threadId]);
    expect(await talk.alice.unreadCount()).toBe(0);
    talk.atAlice.frames.length = 0;
    expect((await talk.read(talk.alice, 1)).body).toMatchObject({ count: 0, up_to_seq: 1 });
    expect((await talk.atAlice.event('thread_updated')).data.thread.me.marked_unread).toBe(false);
    expect(await talk.me(talk.alice)).toMatchObject({ marked_unread: false });
    expect(await talk.alice.inbox('?view=unread')).toEqual([]);
  });

  test('ends with a mark that moves, in an empty thread too, and when it is set to false (ME-2)', async () => {
    const talk = await chat.talk();
    const isMarked = async () => (await talk.me(talk.alice)).marked_unread;
    const mark = () => talk.setOwn(talk.alice, { marked_unread: true });
    await mark();
    await talk.read(talk.alice);
    expect(await isMarked()).toBe(false);
    await mark();
    await talk.say(talk.bob);
    expect(await isMarked()).toBe(true);
    await talk.read(talk.alice);
    expect(await isMarked()).toBe(false);
    await mark();
    await talk.setOwn(talk.alice, { marked_unread: false });
    expect(await isMarked()).toBe(false);
  });

  test("ends with its user's own message, not with one of the other or of the marketplace (ME-2)", async () => {
    const talk = await chat.talk();
    await talk.setOwn(talk.alice, { marked_unread: true });
    await talk.say(talk.bob);
    await talk.announce();
    expect(await talk.me(talk.alice)).toMatchObject({ marked_unread: true });
    await talk.say(talk.alice);
    expect(await talk.me(talk.alice)).toMatchObject({ marked_unread: false });
  });
});
