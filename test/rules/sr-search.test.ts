import { describe, expect, test } from 'vitest';
import type { SearchPage } from '../../protocol/search.ts';
import type { Person, Talk } from '../support/people.ts';
import { uploadsOf } from '../support/uploads.ts';
import { noLimits } from '../../measure/no-limits.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat(noLimits);

const ask = (by: Person, q: string, rest = '') =>
  by.rest<SearchPage>('GET', `/search/?q=${encodeURIComponent(q)}${rest}`);

/** The texts that a search finds, in its order. */
async function found(by: Person, q: string): Promise<string[]> {
  const { status, body } = await ask(by, q);
  expect(status).toBe(200);
  return body.results.map(({ message }) => message.content);
}

/** Bob, and a thread of his with each of two clients. The first one's has the latest activity. */
async function twoTalks(): Promise<{ talk: Talk; other: Talk; bob: Person }> {
  const talk = await chat.talk({ id: 'job-1', title: 'A logo' });
  const { bob } = talk;
  const carol = await chat.person('Carol');
  const { body } = await carol.createThread(bob);
  const other = { ...talk, alice: carol, threadId: body.id } as unknown as Talk;
  await carol.rest('POST', `/threads/${other.threadId}/messages/`, { content: 'invoice of Carol' });
  await chat.wait(5);
  await talk.say(talk.alice, 'Invoice of Alice');
  return { talk, other, bob };
}

describe('SR-1', () => {
  test('a search finds the messages of all threads of the caller, by thread, and nobody else’s', async () => {
    const { talk, other, bob } = await twoTalks();
    await talk.say(bob, 'Which invoice?');
    const { body } = await ask(bob, 'INVOICE');
    expect(body.results.map(({ message }) => message.content)).toEqual([
      'Which invoice?',
      'Invoice of Alice',
      'invoice of Carol',
    ]);
    const thread = await talk.thread(bob);
    const { id, client, freelancer, job } = thread;
    expect(body.results[0]).toEqual({
      message: (await talk.messages(bob)).at(-1),
      thread: { id, client, freelancer, job },
      highlights: [{ start: 6, end: 13 }],
    });
    const last = await bob.get(`/threads/${other.threadId}/`);
    expect(body).toMatchObject({ next_cursor: null, searched_until: last.last_message_at });
    expect(await found(talk.alice, 'invoice')).toEqual(['Which invoice?', 'Invoice of Alice']);
    expect(await found(await chat.person('Mallory'), 'invoice')).toEqual([]);
  });

  test('an edited message is found by its new text, a deleted one never', async () => {
    const talk = await chat.talk();
    const { seq } = await talk.say(talk.alice, 'The first draft');
    await talk.alice.rest('PATCH', `${talk.path}messages/${seq}/`, { content: 'The ﬁnal Draft' });
    expect(await found(talk.bob, 'first')).toEqual([]);
    expect(await found(talk.bob, 'final draft')).toEqual(['The ﬁnal Draft']);
    await talk.alice.rest('DELETE', `${talk.path}messages/${seq}/`);
    expect(await found(talk.bob, 'draft')).toEqual([]);
    expect(await found(talk.bob, 'from:them')).toEqual([]);
  });

  test('archived, inactive, pinned and blocked threads are searched, one that the caller has deleted is not', async () => {
    const { talk, other, bob } = await twoTalks();
    await talk.setOwn(bob, { archived: true });
    await bob.rest('PATCH', `/threads/${other.threadId}/me/`, { pinned: true });
    await bob.rest('PUT', `/blocks/${talk.alice.id}/`);
    await bob.rest('PATCH', `/threads/${other.threadId}/`, { is_active: false });
    expect(await found(bob, 'invoice')).toEqual(['Invoice of Alice', 'invoice of Carol']);
    await talk.delete(bob);
    expect(await found(bob, 'invoice')).toEqual(['invoice of Carol']);
    expect(await found(bob, `in:${talk.threadId}`)).toEqual([]);
    expect(await found(talk.alice, 'invoice')).toEqual(['Invoice of Alice']);
  });

  test('messages of the marketplace are found, without the keys that are the marketplace’s own', async () => {
    const talk = await chat.talk();
    await talk.announce({ content: 'Ihre Zahlung', metadata: { _secret: 1, shown: 2 } });
    const { body } = await ask(talk.bob, 'zahlung');
    expect(body.results[0]?.message).toMatchObject({ sender: null, metadata: { shown: 2 } });
    expect(await found(talk.bob, 'zahlung from:them')).toEqual([]);
  });

  test('a hit shows the message that it replies to, as it is now', async () => {
    const talk = await chat.talk();
    await talk.say(talk.alice, 'Two or three?');
    await talk.say(talk.bob, 'Three', { reply_to: 1 });
    const { body } = await ask(talk.alice, 'from:them');
    expect(body.results[0]?.message.reply_to).toMatchObject({ seq: 1, preview: 'Two or three?' });
  });
});

describe('SR-2', () => {
  test('words, phrases, exclusions and operators must all hold', async () => {
    const { talk, other, bob } = await twoTalks();
    await talk.say(bob, 'Die Straße: https://example.com');
    expect(await found(bob, 'of inv')).toHaveLength(2);
    expect(await found(bob, '"of invoice"')).toEqual([]);
    expect(await found(bob, 'voice')).toEqual([]);
    expect(await found(bob, 'invoice -alice')).toEqual(['invoice of Carol']);
    expect(await found(bob, `invoice in:${other.threadId}`)).toEqual(['invoice of Carol']);
    expect(await found(bob, 'from:me strasse has:link')).toEqual(['Die Straße: https://example.com']);
    const day = new Date(chat.nowMs()).toISOString().slice(0, 10);
    expect(await found(bob, `after:2020-01-01 before:${day}`)).toEqual([]);
    expect(await found(bob, `in:${talk.threadId} after:2020-01-01`)).toHaveLength(2);
  });

  test('files are found by their names and kinds, in a message without text too', async () => {
    const talk = await chat.talk();
    const file = await uploadsOf(talk.alice, talk.path).file(Buffer.from('%PDF-1.7\n'), { name: 'Über_uns.pdf' });
    await talk.say(talk.alice, '', { attachments: [file.id] });
    for (const q of ['uber', 'uns has:file', 'has:file']) {
      const { body } = await ask(talk.bob, q);
      expect(body.results).toMatchObject([{ message: { seq: 1, attachments: [file] }, highlights: [] }]);
    }
    expect(await found(talk.bob, 'has:image')).toEqual([]);
  });

  test('a thread of others is as one that does not exist: nothing is found in it', async () => {
    const talk = await chat.talk();
    await talk.say(talk.alice, 'secret');
    const stranger = await chat.person('Stranger');
    for (const id of [talk.threadId, 'nowhere']) expect(await found(stranger, `in:${id}`)).toEqual([]);
  });

  test.each(['', ' ', '-paid', 'has:nothing', 'from:alice', 'before:tomorrow', 'x'.repeat(201)])(
    '%j is refused, naming q',
    async (q) => {
      const answer = await ask(await chat.person('Alice'), q);
      expect(answer).toMatchObject({ status: 400, body: { code: 'bad_request', details: [{ field: 'q' }] } });
    },
  );

  test('200 characters of any kind, and as many words as fit, are answered', async () => {
    const { alice } = await chat.talk();
    for (const q of [
      '👍'.repeat(200),
      'a '.repeat(100),
      '"'.repeat(200) + 'x',
      '\u0000%_'.repeat(60),
      'has:link '.repeat(22),
    ])
      expect([200, 400]).toContain((await ask(alice, q)).status);
  });
});

describe('SR-3', () => {
  test('through all pages each hit comes once, in order', async () => {
    const { talk, bob } = await twoTalks();
    for (let number = 1; number <= 4; number += 1) await talk.say(talk.alice, `invoice ${number}`);
    const texts: string[] = [];
    let next: string | null = '';
    for (let pages = 0; next !== null; pages += 1) {
      expect(pages).toBeLessThan(6);
      const { body }: { body: SearchPage } = await ask(bob, 'invoice', `&limit=2${next && `&cursor=${next}`}`);
      texts.push(...body.results.map(({ message }) => message.content));
      next = body.next_cursor;
    }
    expect(texts).toEqual(['invoice 4', 'invoice 3', 'invoice 2', 'invoice 1', 'Invoice of Alice', 'invoice of Carol']);
  });

  test('a cursor of another user or another text is refused, as is one that was changed', async () => {
    const { talk, bob } = await twoTalks();
    const { next_cursor: cursor } = (await ask(bob, 'invoice', '&limit=1')).body;
    const refused = { status: 400, body: { code: 'bad_request', details: [{ field: 'cursor' }] } };
    expect(await ask(talk.alice, 'invoice', `&cursor=${cursor}`)).toMatchObject(refused);
    expect(await ask(bob, 'carol', `&cursor=${cursor}`)).toMatchObject(refused);
    expect(await ask(bob, 'invoice', `&cursor=${cursor}x`)).toMatchObject(refused);
  });

  test.each(['limit=0', 'limit=51', 'limit=x'])('%s is refused', async (limit) => {
    expect(await ask(await chat.person('Alice'), 'invoice', `&${limit}`)).toMatchObject({ status: 400 });
  });
});
