import { describe, expect, test } from 'vitest';
import { limits } from '../../protocol/limits.ts';
import type { Person, Talk } from '../support/people.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat();

const nothing = { muted_until: null, pinned: false, archived: false, marked_unread: false, blocked: false };
const inAnHour = () => new Date(chat.nowMs() + 3_600_000).toISOString();

describe("a participant's own side of a thread", () => {
  test('all fields change at once, what is left out stays, and the other does not see it (ME-1)', async () => {
    const talk = await chat.talk();
    expect(await talk.me(talk.alice)).toEqual(nothing);
    const muted_until = inAnHour();
    const all = { muted_until, pinned: true, archived: true, marked_unread: true };
    const { status, body } = await talk.setOwn(talk.alice, { ...all, unknown: 1 });
    expect([status, body.me]).toEqual([200, { ...all, blocked: false }]);
    await talk.setOwn(talk.alice, { pinned: false });
    expect(await talk.me(talk.alice)).toEqual({ ...all, pinned: false, blocked: false });
    expect(await talk.me(talk.bob)).toEqual(nothing);
  });

  test('a mute lasts for ever, until null or a time that has passed is set (ME-1)', async () => {
    const talk = await chat.talk();
    const mute = async (muted_until: string | null) =>
      (await talk.setOwn(talk.alice, { muted_until })).body.me.muted_until;
    expect(await mute('forever')).toBe('forever');
    expect(await mute(new Date(chat.nowMs() - 1).toISOString())).toBeNull();
    expect(await mute('9999-12-31T23:59:59Z')).toBe('9999-12-31T23:59:59.000Z');
    expect(await mute(null)).toBeNull();
  });

  test.each([
    ['muted_until', 'tomorrow'],
    ['muted_until', 5],
    ['muted_until', '2026-12-01T10:00:00+02:00'],
    ['pinned', 'yes'],
    ['archived', null],
    ['marked_unread', 1],
  ])('%s: %j is bad_request, and the rest of the change is not made (ME-1)', async (field, value) => {
    const talk = await chat.talk();
    const { status, body } = await talk.setOwn(talk.alice, { pinned: true, archived: true, [field]: value });
    expect([status, body]).toMatchObject([400, { code: 'bad_request', details: [{ field }] }]);
    expect(await talk.me(talk.alice)).toEqual(nothing);
  });

  test("only the caller's connections get thread_updated, all of them; a repeat none (ME-1, WS-9)", async () => {
    const talk = await chat.joinedTalk();
    const phone = await talk.alice.connect();
    for (let call = 0; call < 2; call += 1) await talk.setOwn(talk.alice, { archived: true });
    for (const device of [talk.atAlice, phone]) {
      const { data } = await device.event('thread_updated');
      expect(data.thread.me.archived).toBe(true);
      await device.request('ping');
      expect(device.frames.filter(({ event }) => event === 'thread_updated')).toHaveLength(1);
    }
    await talk.atBob.request('ping');
    expect(talk.atBob.frames.map(({ event }) => event)).not.toContain('thread_updated');
  });
});

describe('pinned threads', () => {
  /** Alice's threads with different people, the latest first. */
  async function threadsOf(alice: Person, count: number): Promise<Talk[]> {
    const talks: Talk[] = [];
    for (let number = 0; number < count; number += 1) {
      const bob = await chat.person('Bob');
      const { body } = await alice.createThread(bob);
      const talk = Object.assign(await chat.talk(), { alice, bob, threadId: body.id });
      await chat.wait(2);
      await talk.say(bob);
      talks.unshift(talk);
    }
    return talks;
  }

  test('come before all others, each thread once over all pages (ME-1, REST-4)', async () => {
    const alice = await chat.person('Alice');
    const talks = await threadsOf(alice, 5);
    const [newest, second, third, fourth, oldest] = talks.map(({ threadId }) => threadId);
    await talks[4]!.setOwn(alice, { pinned: true });
    await talks[2]!.setOwn(alice, { pinned: true });
    expect(await alice.inbox()).toEqual([third, oldest, newest, second, fourth]);
    const pages: string[] = [];
    for (let cursor = ''; ;) {
      const page = await alice.get(`/threads/?limit=1${cursor}`);
      pages.push(...page.results.map(({ id }: { id: string }) => id));
      if (page.next_cursor === null) break;
      cursor = `&cursor=${page.next_cursor}`;
    }
    expect(pages).toEqual([third, oldest, newest, second, fourth]);
    await talks[4]!.setOwn(alice, { pinned: false });
    expect(await alice.inbox()).toEqual([third, newest, second, fourth, oldest]);
  });

  test('are at most 10: one more is conflict, also at once; an unpinned or deleted one makes room (ME-1)', async () => {
    const alice = await chat.person('Alice');
    const talks = await threadsOf(alice, limits.pinnedThreads + 2);
    const answers = await Promise.all(talks.map((talk) => talk.setOwn(alice, { pinned: true, archived: true })));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(limits.pinnedThreads).fill(200), 409, 409]);
    const refused = talks.filter((_, index) => answers[index]!.status === 409);
    const pinned = talks.filter((talk) => !refused.includes(talk));
    expect(await refused[0]!.me(alice)).toEqual(nothing);
    await pinned[0]!.setOwn(alice, { pinned: false });
    expect((await refused[0]!.setOwn(alice, { pinned: true })).status).toBe(200);
    await pinned[1]!.delete(alice);
    expect((await refused[1]!.setOwn(alice, { pinned: true })).status).toBe(200);
    expect((await pinned[0]!.setOwn(alice, { pinned: true })).body).toMatchObject({ code: 'conflict' });
  });

  test('that are deleted cannot be pinned; one that comes back is neither pinned nor archived (ME-1)', async () => {
    const talk = await chat.talk();
    await talk.setOwn(talk.alice, { pinned: true, archived: true, marked_unread: true, muted_until: 'forever' });
    await talk.delete(talk.alice);
    expect((await talk.setOwn(talk.alice, { pinned: true })).body).toMatchObject({ code: 'conflict' });
    await talk.announce();
    expect(await talk.me(talk.alice)).toEqual({ ...nothing, muted_until: 'forever' });
    expect(await talk.alice.inbox()).toEqual([talk.threadId]);
  });
});
