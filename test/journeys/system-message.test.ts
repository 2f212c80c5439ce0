import { randomUUID } from 'node:crypto';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { awsClient } from '../support/aws.ts';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { joinedTalk, newTalk, Person } from '../support/people.ts';

let app: LocalApp;
let lambda: LambdaClient;
beforeAll(async () => {
  app = await startApp();
  lambda = new LambdaClient(awsClient(app));
});
afterAll(() => app.stop());

/** What the function returns or throws, as a service of the marketplace gets it. */
async function invoke(event: object): Promise<{ failed: boolean; payload: any }> {
  const Payload = JSON.stringify(event);
  const answer = await lambda.send(new InvokeCommand({ FunctionName: 'system-message', Payload }));
  return { failed: answer.FunctionError !== undefined, payload: JSON.parse(answer.Payload!.transformToString()) };
}

const eventOf = (fields: object) => ({ event_id: randomUUID(), event: 'system', ...fields });
const messages = async (person: Person, threadId: string) =>
  (await person.get(`/threads/${threadId}/messages/`)).results;

describe('section 4: a direct invoke', () => {
  test("section 4: the triple's thread is created if it is not there, and both are told", async () => {
    const [alice, bob] = [await Person.create(app, 'Alice'), await Person.create(app, 'Bob')];
    const [atAlice, atBob] = [await alice.open(), await bob.open()];
    const triple = { client: alice.named, freelancer: bob.named, job: { id: 'logo', title: 'A logo' } };
    const { failed, payload } = await invoke(
      eventOf({ event: 'hire', ...triple, content: 'Alice hired Bob', metadata: { rate: '12.50', currency: 'EUR' } }),
    );
    expect(failed).toBe(false);
    expect(payload).toEqual({
      thread_id: expect.any(String),
      thread_created: true,
      duplicate: false,
      message: {
        id: expect.any(String),
        thread_id: payload.thread_id,
        seq: 1,
        sender: null,
        type: 'system',
        content: 'Alice hired Bob',
        sent_at: expect.stringMatching(/\.\d{3}Z$/),
        edited_at: null,
        deleted_at: null,
        is_read: false,
        client_message_id: null,
        metadata: { rate: '12.50', currency: 'EUR' },
      },
    });
    for (const [person, device] of [
      [alice, atAlice],
      [bob, atBob],
    ] as const) {
      const { data } = await device.event('thread_updated', ({ thread }) => thread.last_seq === 1);
      expect(data.thread).toEqual(await person.get(`/threads/${payload.thread_id}/`));
      expect(data.thread).toMatchObject({
        ...triple,
        unread_count: 1,
        last_message: { sender_id: null, type: 'system', preview: 'Alice hired Bob' },
      });
      expect(await messages(person, payload.thread_id)).toEqual([payload.message]);
    }
    const again = await invoke(eventOf(triple));
    expect(again.payload).toMatchObject({ thread_id: payload.thread_id, thread_created: false, message: { seq: 2 } });
  });

  test('section 4: into a thread by its id; whoever has joined gets new_message', async () => {
    const { threadId, atAlice, atBob } = await joinedTalk(app);
    const { payload } = await invoke(eventOf({ thread_id: threadId, content: 'news' }));
    for (const device of [atAlice, atBob]) expect(await device.settled('new_message')).toEqual([payload.message]);
  });

  test.each([
    ['hire', 'system'],
    ['proposal_submitted', 'system'],
    ['proposal_accepted', 'system'],
    ['proposal_rejected', 'system'],
    ['job_update', 'job_update'],
    ['payment_completed', 'payment_completed'],
    ['dispute_created', 'dispute_created'],
    ['system', 'system'],
  ])(
    'section 4: %s writes a message of type %s, with a sensible text where content is missing',
    async (event, type) => {
      const { threadId } = await newTalk(app);
      const { payload } = await invoke(eventOf({ event, thread_id: threadId }));
      expect(payload.message).toMatchObject({ type, sender: null, metadata: null });
      expect(payload.message.content).toMatch(/^\p{Lu}[^{}]{10,}\.$/u);
      expect(payload.message.content).not.toMatch(/undefined|null|NaN|object/);
    },
  );

  test('section 4: the same event_id again gives the first result, nothing new, also 20 at once', async () => {
    const { alice, bob, threadId } = await newTalk(app);
    const event = eventOf({ thread_id: threadId, content: 'once' });
    const results = (await Promise.all(Array.from({ length: 20 }, () => invoke(event)))).map(({ payload }) => payload);
    expect(results.filter((result) => !result.duplicate)).toHaveLength(1);
    expect(new Set(results.map((result) => JSON.stringify(result.message))).size).toBe(1);
    const other = await invoke({ ...event, content: 'twice', event: 'job_update' });
    expect(other.payload).toEqual({ ...results.find((result) => result.duplicate), message: results[0].message });
    expect(await messages(alice, threadId)).toHaveLength(1);
    expect(await bob.unreadCount()).toBe(1);
  });

  test('section 4: thread_created on a repeat is false', async () => {
    const [alice, bob] = [await Person.create(app, 'Alice'), await Person.create(app, 'Bob')];
    const event = eventOf({ client: alice.named, freelancer: bob.named });
    expect((await invoke(event)).payload).toMatchObject({ thread_created: true, duplicate: false });
    expect((await invoke(event)).payload).toMatchObject({ thread_created: false, duplicate: true });
  });

  test('section 4: counts_as_unread: false', async () => {
    const { alice, threadId } = await newTalk(app);
    await invoke(eventOf({ thread_id: threadId, counts_as_unread: false }));
    expect(await alice.unreadCount()).toBe(0);
    expect(await alice.get(`/threads/${threadId}/`)).toMatchObject({ last_seq: 1, unread_count: 0 });
  });

  test('section 4: is accepted in any thread: one set inactive stays so, a deleted one becomes active', async () => {
    const { alice, bob, threadId } = await newTalk(app);
    await alice.rest('PATCH', `/threads/${threadId}/`, { is_active: false });
    expect((await invoke(eventOf({ thread_id: threadId }))).payload.message.seq).toBe(1);
    expect((await bob.get(`/threads/${threadId}/`)).is_active).toBe(false);
    await bob.rest('DELETE', `/threads/${threadId}/`);
    await invoke(eventOf({ thread_id: threadId }));
    for (const person of [alice, bob])
      expect((await person.get('/threads/')).results).toMatchObject([{ id: threadId, is_active: true, last_seq: 2 }]);
  });

  test('section 1: names and titles for a thread that is there count when the marketplace gives them', async () => {
    const { alice, bob } = await newTalk(app);
    const named = (title: string, name: string) => ({
      client: { id: alice.id },
      freelancer: { id: bob.id, username: name },
      job: { id: 'j', title },
    });
    const { body } = await alice.rest('POST', '/threads/', named('First', 'Bobby'));
    await alice.rest('POST', '/threads/', named('Second', 'Robert'));
    expect(await alice.get(`/threads/${body.id}/`)).toMatchObject({
      job: { title: 'First' },
      freelancer: { username: 'Bobby' },
    });
    await invoke(eventOf(named('Third', 'Rob')));
    expect(await alice.get(`/threads/${body.id}/`)).toMatchObject({
      job: { title: 'Third' },
      freelancer: { username: 'Rob' },
    });
    expect((await bob.get(`/threads/${body.id}/`)).freelancer.username).toBe('Bob');
  });
});

describe('section 4: metadata and invalid input', () => {
  test.each([
    ['hire', { contract_id: 'c', rate: 12.5, currency: 'EUR', anything: { else: [1] } }],
    ['proposal_submitted', { proposal_id: 'p', amount: '1200.00', currency: 'USD' }],
    ['job_update', { status: 'open', previous_status: 'draft' }],
    ['payment_completed', { payment_id: 'p', amount: 0, currency: 'GBP' }],
    ['dispute_created', { dispute_id: 'd', reason: 'late' }],
  ])('section 4: the metadata of %s is kept, other keys allowed', async (event, metadata) => {
    const { threadId } = await newTalk(app);
    expect((await invoke(eventOf({ event, thread_id: threadId, metadata }))).payload.message.metadata).toEqual(
      metadata,
    );
  });

  const people = { client: { id: 'a' }, freelancer: { id: 'b' } };
  test.each<[string, object, string[]]>([
    ['nothing', {}, ['event_id', 'event', 'client', 'freelancer']],
    ['an unknown event', { event_id: 'e', event: 'party', ...people }, ['event']],
    ['half a triple', { event_id: 'e', event: 'hire', client: { id: 'a' } }, ['freelancer']],
    [
      'a triple of one',
      { event_id: 'e', event: 'hire', client: { id: 'a' }, freelancer: { id: 'a' } },
      ['freelancer.id'],
    ],
    [
      'bad ids',
      { event_id: '', event: 'hire', client: { id: 7 }, freelancer: { id: 'x'.repeat(129) } },
      ['event_id', 'client.id', 'freelancer.id'],
    ],
    ['an empty content', { event_id: 'e', event: 'hire', ...people, content: ' ' }, ['content']],
    [
      'content of 4,001 characters',
      { event_id: 'e', event: 'hire', ...people, content: 'x'.repeat(4_001) },
      ['content'],
    ],
    ['a flag that is none', { event_id: 'e', event: 'hire', ...people, counts_as_unread: 'yes' }, ['counts_as_unread']],
    ['metadata that is no object', { event_id: 'e', event: 'hire', ...people, metadata: [] }, ['metadata']],
    [
      'metadata over 4 KB',
      { event_id: 'e', event: 'system', ...people, metadata: { a: 'x'.repeat(4_096) } },
      ['metadata'],
    ],
    [
      'bad hire metadata',
      { event_id: 'e', event: 'hire', ...people, metadata: { contract_id: 1, rate: 'much', currency: 'EURO' } },
      ['metadata.contract_id', 'metadata.rate', 'metadata.currency'],
    ],
    [
      'bad dispute metadata',
      { event_id: 'e', event: 'dispute_created', ...people, metadata: { reason: {} } },
      ['metadata.reason'],
    ],
    [
      'everything at once',
      { event_id: 1, event: 'hire', client: {}, freelancer: 'b', content: 2, metadata: { currency: 3 } },
      ['event_id', 'client.id', 'freelancer', 'content', 'metadata.currency'],
    ],
  ])('section 4: %s is an error that names every bad field; nothing is written', async (_, event, fields) => {
    let answer = { failed: false, payload: {} as any };
    const stats = await app.stats(async () => (answer = await invoke(event)));
    expect(answer.failed).toBe(true);
    expect(answer.payload.errorType).toBe('bad_request');
    for (const field of fields) expect(answer.payload.errorMessage).toContain(`${field}:`);
    expect(JSON.stringify(answer.payload)).not.toMatch(/\bat .*\.m?js/);
    expect(stats.dynamodb.write_units).toBe(0);
  });

  test('section 4: a thread that does not exist is an error, nothing is written', async () => {
    const stats = await app.stats(async () => {
      expect(await invoke(eventOf({ thread_id: 'nowhere' }))).toMatchObject({
        failed: true,
        payload: { errorType: 'not_found' },
      });
    });
    expect(stats.dynamodb.write_units).toBe(0);
  });
});
