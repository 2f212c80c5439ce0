import { expect, test } from 'vitest';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat();

test('WS-13: without a setting a message can be edited for 15 minutes', async () => {
  const talk = await chat.joinedTalk();
  await talk.say(talk.alice);
  const edit = () => talk.atAlice.request('edit_message', { thread_id: talk.threadId, seq: 1, content: 'changed' });
  await chat.wait(15 * 60_000);
  expect((await edit()).event).toBe('message_edited');
  await chat.wait(1);
  expect((await edit()).data.code).toBe('forbidden');
});
