import { beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../../protocol/objects.ts';
import type { Device } from '../support/device.ts';
import type { JoinedTalk } from '../support/people.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat({ CHAT_RATE_LIMIT: 'off' });

let talk: JoinedTalk;
beforeEach(async () => {
  talk = await chat.joinedTalk();
  await talk.say(talk.alice, 'Done!');
  for (const at of [talk.atAlice, talk.atBob]) await at.forget();
});

const add = (at: Device, emoji: unknown, seq = 1) =>
  at.request('add_reaction', { thread_id: talk.threadId, seq, emoji });
const remove = (at: Device, emoji: unknown, seq = 1) =>
  at.request('remove_reaction', { thread_id: talk.threadId, seq, emoji });
const path = (emoji: string, seq = 1) => `${talk.path}messages/${seq}/reactions/${encodeURIComponent(emoji)}/`;
const reactions = async (seq = 1) => (await talk.messages())[seq - 1]?.reactions;
const tenEmoji = ['👍', '👎', '😀', '😂', '😮', '😢', '🙏', '🎉', '🚀', '👀'];

describe('a reaction', () => {
  test('RE-2: is in the message for both, and pushed to the room as message_updated', async () => {
    const elsewhere = await talk.bob.connect();
    const [before] = await talk.messages();
    const { event, data } = await add(talk.atBob, '👍');
    const reaction = { emoji: '👍', user_ids: [talk.bob.id] };
    expect([event, data]).toEqual(['message_updated', { ...before, revision: 1, reactions: [reaction] }]);
    expect((await talk.atAlice.event('message_updated')).data).toEqual(data);
    expect(await talk.messages(talk.alice)).toEqual([data]);
    expect(await elsewhere.received()).toEqual([]);
    expect(await talk.atBob.received()).toEqual([]);
  });

  test('RE-2: is listed once for each emoji, in the order of their first use, with the users in theirs', async () => {
    await add(talk.atBob, '🎉');
    await add(talk.atAlice, '👍');
    await add(talk.atAlice, '🎉');
    const { alice, bob } = talk;
    expect(await reactions()).toEqual([
      { emoji: '🎉', user_ids: [bob.id, alice.id] },
      { emoji: '👍', user_ids: [alice.id] },
    ]);
    await remove(talk.atBob, '🎉');
    await add(talk.atBob, '🎉');
    expect((await reactions())?.[0]).toEqual({ emoji: '🎉', user_ids: [alice.id, bob.id] });
    await remove(talk.atAlice, '👍');
    expect((await reactions())?.map(({ emoji }) => emoji)).toEqual(['🎉']);
  });

  test('RE-2: that is there, or one that is not there to be removed, is answered and changes nothing', async () => {
    const { data } = await add(talk.atBob, '👍');
    expect((await add(talk.atBob, '👍')).data).toEqual(data);
    expect((await remove(talk.atBob, '🎉')).data).toEqual(data);
    expect((await remove(talk.atAlice, '👍')).data).toEqual(data);
    expect(await talk.messages()).toEqual([data]);
  });

  test('RE-2: on a message of the marketplace works too', async () => {
    await talk.announce();
    expect((await add(talk.atAlice, '🎉', 2)).data.reactions).toEqual([{ emoji: '🎉', user_ids: [talk.alice.id] }]);
  });

  test('REST-17: goes by PUT and DELETE of its address, without a body, with and without the last slash', async () => {
    const added = await talk.bob.rest<Message>('PUT', path('👩‍👩‍👧‍👦'));
    expect([added.status, added.body.reactions]).toEqual([200, [{ emoji: '👩‍👩‍👧‍👦', user_ids: [talk.bob.id] }]]);
    expect((await talk.atAlice.event('message_updated')).data).toEqual(added.body);
    const removed = await talk.bob.rest<Message>('DELETE', path('👩‍👩‍👧‍👦').replace(/\/$/, ''));
    expect([removed.status, removed.body.reactions, removed.body.revision]).toEqual([200, [], 2]);
  });
});

describe('an emoji', () => {
  test.each([
    ['a keycap', '#️⃣', '#️⃣'],
    ['a flag', '🇩🇪', '🇩🇪'],
    ['the flag of a region', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
    ['a skin tone', '👍🏽', '👍🏽'],
    ['a joined sequence', '🧑🏽‍💻', '🧑🏽‍💻'],
    ['one without its variation selector', '❤', '❤️'],
    ['a sequence without them', '🏳‍🌈', '🏳️‍🌈'],
    ['one with a needless one', '😀\ufe0f', '😀'],
  ])('RE-2: may be %s', async (_what, given, stored) => {
    expect((await add(talk.atBob, given)).data.reactions).toEqual([{ emoji: stored, user_ids: [talk.bob.id] }]);
    expect((await talk.bob.rest('PUT', path(given))).body.reactions).toHaveLength(1);
    expect((await remove(talk.atBob, given)).data.reactions).toEqual([]);
  });

  test.each([
    ['nothing', ''],
    ['a letter', 'a'],
    ['a digit', '1'],
    ['two emoji', '👍👍'],
    ['an emoji and a space', '👍 '],
    ['half a flag', '🇩'],
    ['a flag of nowhere', '🇽🇽'],
    ['a skin tone on what has none', '🎉🏽'],
    ['a joiner at the end', '👩\u200d'],
    ['very many', '👍'.repeat(4_000)],
    ['half a surrogate pair', '\ud83d'],
    ['a number', 7],
  ])('RE-2: may not be %s: bad_request naming it', async (_what, emoji) => {
    expect((await add(talk.atBob, emoji)).data).toMatchObject({ code: 'bad_request', details: [{ field: 'emoji' }] });
    expect(await reactions()).toEqual([]);
  });

  test('RE-2: that is none is bad_request naming it in an address as well', async () => {
    for (const emoji of ['x', '%', '👍👍', '\u0000'])
      expect((await talk.bob.rest('PUT', path(emoji))).body, emoji).toMatchObject({
        code: 'bad_request',
        details: [{ field: 'emoji' }],
      });
  });
});

describe('a reaction that is refused', () => {
  test('RE-2: as the eleventh of a user is conflict; the other user has ten of their own', async () => {
    for (const emoji of tenEmoji) await add(talk.atBob, emoji);
    expect((await add(talk.atBob, '❤️')).data.code).toBe('conflict');
    expect((await talk.bob.rest('PUT', path('❤️'))).status).toBe(409);
    expect((await add(talk.atBob, '👍')).event).toBe('message_updated');
    expect((await add(talk.atAlice, '❤️')).event).toBe('message_updated');
    await remove(talk.atBob, '👀');
    expect((await add(talk.atBob, '❤️')).data.reactions.at(-1).user_ids).toEqual([talk.alice.id, talk.bob.id]);
  });

  test('RE-2: on a deleted message is forbidden, and its deletion has removed those that were there', async () => {
    await add(talk.atBob, '👍');
    expect((await talk.alice.rest('DELETE', `${talk.path}messages/1/`)).body).toMatchObject({
      revision: 2,
      reactions: [],
    });
    expect((await add(talk.atBob, '👍')).data.code).toBe('forbidden');
    expect((await remove(talk.atBob, '👍')).data.code).toBe('forbidden');
    expect((await talk.bob.rest('PUT', path('👍'))).status).toBe(403);
  });

  test('RE-2: on a message that does not exist is not_found', async () => {
    expect((await add(talk.atBob, '👍', 2)).data.code).toBe('not_found');
  });

  test('WS-16: in an inactive thread is thread_inactive; a repeat of an earlier one is answered', async () => {
    const { data } = await add(talk.atBob, '👍');
    await talk.setActive(talk.alice, false);
    expect((await add(talk.atAlice, '👍')).data.code).toBe('thread_inactive');
    expect((await remove(talk.atBob, '👍')).data.code).toBe('thread_inactive');
    expect((await talk.bob.rest('PUT', path('🎉'))).body.code).toBe('thread_inactive');
    expect((await add(talk.atBob, '👍')).data).toEqual(data);
  });
});

describe('beside reactions', () => {
  test('RE-3: unread counts, last_message_at, the order of the inbox and the thread stay as they are', async () => {
    const { body: other } = await talk.alice.createThread(talk.bob, { id: 'job-2' });
    await talk.alice.rest('POST', `/threads/${other.id}/messages/`, { content: 'newer' });
    const elsewhere = await talk.alice.connect();
    const look = async () => [
      await talk.bob.get('/threads/'),
      await talk.alice.get('/threads/'),
      await talk.bob.get('/unread-count/'),
    ];
    const before = await look();
    await add(talk.atBob, '👍');
    await add(talk.atAlice, '🎉');
    await remove(talk.atBob, '👍');
    expect(await look()).toEqual(before);
    expect(await elsewhere.received()).toEqual([]);
  });

  test('RE-3: of many at once all hold', async () => {
    const devices = [talk.atAlice, talk.atBob];
    const replies = await Promise.all(devices.flatMap((at) => tenEmoji.map((emoji) => add(at, emoji))));
    expect(replies.map(({ event }) => event)).toEqual(replies.map(() => 'message_updated'));
    const held = (await reactions()) ?? [];
    expect(held.map(({ emoji }) => emoji).sort()).toEqual([...tenEmoji].sort());
    for (const { user_ids } of held) expect([...user_ids].sort()).toEqual([talk.alice.id, talk.bob.id].sort());
    expect((await talk.messages())[0]?.revision).toBe(2 * tenEmoji.length);
  });

  test('RE-3: an edit or a deletion at the same time holds too, and the thread shows it', async () => {
    const edit = { thread_id: talk.threadId, seq: 1, content: 'Nearly done!' };
    await Promise.all([...tenEmoji.map((emoji) => add(talk.atBob, emoji)), talk.atAlice.request('edit_message', edit)]);
    const [message] = await talk.messages();
    expect([message?.content, message?.reactions.length, message?.revision]).toEqual(['Nearly done!', 10, 11]);
    expect((await talk.thread(talk.bob)).last_message?.preview).toBe('Nearly done!');
  });

  test('WS-2: every change of a message grows its revision by one', async () => {
    const { data } = await add(talk.atBob, '👍');
    const edited = await talk.alice.rest('PATCH', `${talk.path}messages/1/`, { content: 'Nearly' });
    const removed = await remove(talk.atBob, '👍');
    const deleted = await talk.alice.rest('DELETE', `${talk.path}messages/1/`);
    const revisions = [data, edited.body, removed.data, deleted.body].map(({ revision }) => revision);
    expect(revisions).toEqual([1, 2, 3, 4]);
  });
});
