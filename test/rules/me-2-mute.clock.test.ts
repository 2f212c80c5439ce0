import { expect, test } from 'vitest';
import { setUpChat } from './driver/chat.ts';

const hourMs = 3_600_000;
const chat = setUpChat({}, { tokenSeconds: 24 * 3_600 });

test('an archived thread comes back with a message after its mute, not with one before its end (ME-2)', async () => {
  const talk = await chat.talk();
  const muted_until = new Date(chat.nowMs() + hourMs).toISOString();
  await talk.setOwn(talk.alice, { archived: true, muted_until });
  await talk.say(talk.bob);
  await chat.wait(hourMs);
  expect(await talk.me(talk.alice)).toMatchObject({ archived: true, muted_until: null });
  await talk.say(talk.bob);
  expect(await talk.me(talk.alice)).toMatchObject({ archived: false, muted_until: null });
});

test('a pinned thread stays in its place while time goes on, and gets its own when it is unpinned (ME-1)', async () => {
  const [pinned, other] = [await chat.talk(), await chat.talk()];
  const { alice } = pinned;
  const { body: second } = await alice.createThread(other.bob);
  await pinned.setOwn(alice, { pinned: true });
  await chat.wait(3 * hourMs);
  await pinned.say(pinned.bob);
  await chat.wait(3 * hourMs);
  await other.bob.rest('POST', `/threads/${second.id}/messages/`, { content: 'hello' });
  expect(await alice.inbox()).toEqual([pinned.threadId, second.id]);
  await pinned.setOwn(alice, { pinned: false });
  expect(await alice.inbox()).toEqual([second.id, pinned.threadId]);
});
