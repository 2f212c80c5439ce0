import { beforeAll, expect, test } from 'vitest';
import { setUpChat } from './driver/chat.ts';

/** Here `$disconnect` never arrives: only a push finds out that a socket has ended. */
const chat = setUpChat({}, { isAlone: true });
beforeAll(() => chat.loseDisconnects(true));

test('WS-15: a push that answers 410 ends the membership, and user_left follows', async () => {
  const talk = await chat.joinedTalk();
  await talk.atBob.close();
  expect(await talk.atAlice.received()).toEqual([]);
  await talk.send(talk.atAlice);
  expect((await talk.atAlice.event('user_left')).data).toEqual({
    thread_id: talk.threadId,
    user_id: talk.bob.id,
    user: 'Bob',
  });
  const { data } = await talk.atAlice.request('join_thread', { thread_id: talk.threadId });
  expect(data.members.map((member: { online: boolean }) => member.online)).toEqual([true, false]);
});

test('WS-15: a push that answers 410 notifies nobody while the user has another device in the room', async () => {
  const talk = await chat.joinedTalk();
  const second = await talk.bob.join(talk.threadId);
  await talk.atBob.close();
  await talk.send(talk.atAlice);
  expect(await talk.atAlice.received('user_left')).toEqual([]);
  expect(await second.events()).toEqual(['new_message']);
});
