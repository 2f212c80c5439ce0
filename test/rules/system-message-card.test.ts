import { expect, test } from 'vitest';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat();

const action = { label: 'Open the dispute', url: 'https://market.example/disputes/D-3?from=chat' };

test('SYS-10: a message has the name of its event and its action, for everybody and on every way', async () => {
  const talk = await chat.joinedTalk();
  const given = { dispute_id: 'D-3', reason: 'late' };
  const { message } = await talk.announce({ event: 'dispute_created', action, metadata: given });
  expect(message.metadata).toEqual({ event: 'dispute_created', action, ...given });
  for (const device of [talk.atAlice, talk.atBob]) expect((await device.event('new_message')).data).toEqual(message);
  expect((await talk.messages())[0]).toEqual(message);
});

test('SYS-10: the label of an action is cleaned as names are; unknown fields of it are dropped', async () => {
  const button = { label: ' \u202eOpen\u200b it\n', url: action.url, onclick: 'alert(1)' };
  const { message } = await (await chat.talk()).announce({ action: button });
  expect(message.metadata).toEqual({ event: 'system', action: { label: 'Open it', url: action.url } });
});

test('SYS-10: 4 KB of metadata fit beside the event and the largest action', async () => {
  const metadata = { a: 'x'.repeat(4_096 - '{"a":""}'.length) };
  const largest = { label: '😀'.repeat(40), url: `https://market.example/${'x'.repeat(2_025)}` };
  const talk = await chat.talk();
  const { message } = await talk.announce({ metadata, action: largest });
  expect(message.metadata).toEqual({ event: 'system', action: largest, ...metadata });
  expect((await talk.messages(talk.bob))[0]).toEqual(message);
});

test('SYS-11: keys that start with _ reach no user, by push, page, repeat or result; deeper ones do', async () => {
  const talk = await chat.joinedTalk();
  const metadata = JSON.parse('{"_case":"secret","__proto__":{"x":"secret"},"_":"secret","deep":{"_kept":1}}');
  const event = { event_id: `card-${talk.threadId}`, event: 'system', thread_id: talk.threadId, metadata };
  const { payload: first } = await chat.invoke('system-message', event);
  const { payload: again } = await chat.invoke('system-message', event);
  const seen = { event: 'system', deep: { _kept: 1 } };
  const pushed = (await talk.atAlice.event('new_message')).data.metadata;
  const joined = (await talk.bob.join(talk.threadId)).frames.at(-1)!.data.messages[0].metadata;
  const all = [first.message.metadata, again.message.metadata, pushed, joined, (await talk.messages())[0]!.metadata];
  expect(all).toEqual(all.map(() => seen));
  expect(JSON.stringify(await talk.thread(talk.alice))).not.toContain('secret');
});
