import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat();

describe('metadata', () => {
  test.each([
    ['hire', { contract_id: 'c', rate: 12.5, currency: 'EUR', anything: { else: [1] } }],
    ['proposal_submitted', { proposal_id: 'p', amount: '1200.00', currency: 'USD' }],
    ['job_update', { status: 'open', previous_status: 'draft' }],
    ['payment_completed', { payment_id: 'p', amount: 0, currency: 'GBP' }],
    ['dispute_created', { dispute_id: 'd', reason: 'late' }],
  ])('SYS-5: of %s is kept, other keys included', async (event, metadata) => {
    const { message } = await (await chat.talk()).announce({ event, metadata });
    expect(message.metadata).toEqual({ event, ...metadata });
  });

  test('SYS-5: with half a surrogate pair is kept as it is; the text made of it is well-formed', async () => {
    const metadata = { reason: 'late \ud800' };
    const { message } = await (await chat.talk()).announce({ event: 'dispute_created', content: undefined, metadata });
    expect(message).toMatchObject({ content: 'A dispute was opened: late \ufffd.', metadata });
  });
});

describe('an event that is refused', () => {
  const id = { event_id: 'e' };
  const cases: [string, object, string[]][] = [
    ['a triple of one', { ...id, event: 'hire', client: { id: 'a' }, freelancer: { id: 'a' } }, ['freelancer.id']],
    ['half a triple', { ...id, event: 'hire', freelancer: undefined }, ['freelancer']],
    ['nothing', { client: undefined, freelancer: undefined }, ['event_id', 'event', 'client', 'freelancer']],
    ['an unknown event', { ...id, event: 'party' }, ['event']],
    [
      'bad ids',
      { event_id: '', event: 'hire', client: { id: 7 }, freelancer: { id: 'x'.repeat(129) } },
      ['event_id', 'client.id', 'freelancer.id'],
    ],
    ['an empty content', { ...id, event: 'hire', content: ' ' }, ['content']],
    ['content of 4,001 characters', { ...id, event: 'hire', content: 'x'.repeat(4_001) }, ['content']],
    ['a flag that is not a boolean', { ...id, event: 'hire', counts_as_unread: 'yes' }, ['counts_as_unread']],
    ['metadata that is not an object', { ...id, event: 'hire', metadata: [] }, ['metadata']],
    ['metadata over 4 KB', { ...id, event: 'system', metadata: { a: 'x'.repeat(4_096) } }, ['metadata']],
    [
      'bad hire metadata',
      { ...id, event: 'hire', metadata: { contract_id: 1, rate: 'much', currency: 'EURO' } },
      ['metadata.contract_id', 'metadata.rate', 'metadata.currency'],
    ],
    ['bad dispute metadata', { ...id, event: 'dispute_created', metadata: { reason: {} } }, ['metadata.reason']],
    [
      'everything at once',
      { event_id: 1, event: 'hire', client: {}, freelancer: 'b', content: 2, metadata: { currency: 3 } },
      ['event_id', 'client.id', 'freelancer', 'content', 'metadata.currency'],
    ],
  ];

  test.each(cases)(
    'SYS-8: for %s fails with an error that names every bad field; nothing is written',
    async (_, event, fields) => {
      const [alice, bob] = [await chat.person('Alice'), await chat.person('Bob')];
      const device = await alice.connect();
      const { functionError, payload } = await chat.invoke('system-message', {
        client: alice.named,
        freelancer: bob.named,
        ...event,
      });
      expect([functionError, payload.errorType]).toEqual(['Unhandled', 'bad_request']);
      for (const field of fields) expect(payload.errorMessage).toContain(`${field}:`);
      expect(JSON.stringify(payload)).not.toMatch(/\bat .*\.m?js/);
      expect([await alice.inbox(), await device.received()]).toEqual([[], []]);
    },
  );

  test('SYS-3: for a thread that does not exist fails with not_found', async () => {
    const event = { event_id: randomUUID(), event: 'system', thread_id: 'nowhere' };
    expect(await chat.invoke('system-message', event)).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorType: 'not_found' },
    });
  });

  test('SYS-3: for people and a job that are not those of the thread names each; nothing is written', async () => {
    const talk = await chat.talk({ id: 'job' });
    const event = { event_id: randomUUID(), event: 'system', thread_id: talk.threadId };
    const others = { client: { id: 'x' }, freelancer: { id: 'y' }, job: { id: 'z' } };
    const { payload } = await chat.invoke('system-message', { ...event, ...others });
    expect(payload.errorType).toBe('bad_request');
    for (const field of ['client.id', 'freelancer.id', 'job.id']) expect(payload.errorMessage).toContain(`${field}:`);
    expect((await talk.thread(talk.alice)).last_seq).toBe(0);
  });
});
