import { describe, expect, test } from 'vitest';
import type { Message } from '../../protocol/objects.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat({ CHAT_RATE_LIMIT: 'off' });

/** Bob has asked, Alice has replied. */
async function talkWithReply(fields: object = {}) {
  const talk = await chat.joinedTalk();
  await talk.say(talk.bob, 'When?');
  const { data: reply } = await talk.send(talk.atAlice, 'Tomorrow', { reply_to: 1, ...fields });
  const quote = { seq: 1, sender_id: talk.bob.id, type: 'text', preview: 'When?', is_deleted: false };
  const at = (seq: number) => `${talk.path}messages/${seq}/`;
  return { talk, reply: reply as Message, quote, at };
}

describe('a reply', () => {
  test('RE-1: shows the message that it replies to, to both, over the socket and over REST', async () => {
    const { talk, reply, quote } = await talkWithReply();
    expect(reply).toMatchObject({ seq: 2, reply_to: quote });
    expect((await talk.atBob.event('new_message', ({ seq }) => seq === 2)).data).toEqual(reply);
    for (const person of [talk.alice, talk.bob])
      expect((await talk.messages(person)).map(({ reply_to }) => reply_to)).toEqual([null, quote]);
    const { status, body } = await talk.bob.rest('POST', `${talk.path}messages/`, { content: 'Fine', reply_to: 2 });
    expect([status, body.reply_to]).toEqual([201, { ...quote, seq: 2, sender_id: talk.alice.id, preview: 'Tomorrow' }]);
  });

  test('RE-1: to a message of the marketplace, or to an own one, works too', async () => {
    const { talk } = await talkWithReply();
    await talk.announce({ event: 'job_update', content: 'The job was closed' });
    const { data } = await talk.send(talk.atAlice, 'Already?', { reply_to: 3 });
    expect(data.reply_to).toMatchObject({ seq: 3, sender_id: null, type: 'job_update', preview: 'The job was closed' });
    expect((await talk.send(talk.atAlice, 'Sorry', { reply_to: 4 })).data.reply_to.sender_id).toBe(talk.alice.id);
  });

  test('RE-1: shows the message as it is when it is read: edited, or deleted with an empty preview', async () => {
    const { talk, quote, at } = await talkWithReply();
    const quoted = async () => (await talk.messages())[1]?.reply_to;
    await talk.bob.rest('PATCH', at(1), { content: `When? ${'x'.repeat(200)}` });
    expect(await quoted()).toEqual({ ...quote, preview: `When? ${'x'.repeat(94)}` });
    await talk.bob.rest('DELETE', at(1));
    expect(await quoted()).toEqual({ ...quote, preview: '', is_deleted: true });
  });

  test('RE-1: keeps it when it is edited, and in a thread that its sender has deleted', async () => {
    const { talk, quote, at } = await talkWithReply();
    expect((await talk.alice.rest('PATCH', at(2), { content: 'On Monday' })).body.reply_to).toEqual(quote);
    expect((await talk.atBob.event('message_edited')).data.reply_to).toEqual(quote);
    await talk.delete(talk.alice);
    expect((await talk.messages())[1]?.reply_to).toEqual(quote);
  });

  test('RE-1: repeated shows the message that the first attempt replied to (WS-10)', async () => {
    const { talk, reply } = await talkWithReply({ client_message_id: 'c-1' });
    const { data } = await talk.send(talk.atAlice, 'Tomorrow', { client_message_id: 'c-1' });
    expect(data).toEqual(reply);
    await talk.bob.rest('DELETE', `${talk.path}messages/1/`);
    const again = await talk.send(talk.atAlice, 'Tomorrow', { client_message_id: 'c-1', reply_to: 1 });
    expect(again.data).toMatchObject({ seq: 2, reply_to: { seq: 1, is_deleted: true } });
  });

  test('RE-1: to a message that does not exist or is deleted is bad_request naming it, and nothing is written', async () => {
    const { talk, at } = await talkWithReply();
    await talk.bob.rest('DELETE', at(1));
    for (const reply_to of [1, 3, 99, 0, -1, 1.5, '2', null]) {
      const { data } = await talk.send(talk.atAlice, 'x', { reply_to });
      expect(data, String(reply_to)).toMatchObject({ code: 'bad_request', details: [{ field: 'reply_to' }] });
    }
    expect((await talk.thread(talk.alice)).last_seq).toBe(2);
  });
});

describe('a page of replies', () => {
  test('RE-1: shows what each replies to, within the page and before it', async () => {
    const talk = await chat.joinedTalk();
    for (const content of ['one', 'two', 'three']) await talk.say(talk.bob, content);
    for (const reply_to of [1, 3, 1, 4]) await talk.say(talk.alice, `re ${reply_to}`, { reply_to });
    const previews = (messages: Message[]) => messages.map(({ reply_to }) => reply_to?.preview);
    const expected = ['one', 'three', 'one', 're 1'];
    const joins = [{ limit: 4 }, { after_seq: 3 }].map((fields) =>
      talk.atBob.request('join_thread', { thread_id: talk.threadId, ...fields }),
    );
    for (const { data } of await Promise.all(joins)) expect(previews(data.messages)).toEqual(expected);
    for (const query of ['limit=4', 'after_seq=3', 'around_seq=6&limit=4'])
      expect(previews(await talk.messages(talk.bob, query)), query).toEqual(expected);
  });
});
