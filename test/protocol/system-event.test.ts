import { messageTypeOf } from '../../protocol/message-type-of.ts';
import { describe, expect, test } from 'vitest';
import { ChatError } from '../../protocol/errors.ts';
import { messageTypes } from '../../protocol/objects.ts';
import {
  eventMetadata,
  marketplaceEvents,
  parseSystemEvent,
  type MarketplaceEvent,
} from '../../protocol/system-event.ts';

const triple = { client: { id: 'alice' }, freelancer: { id: 'bob' } };
const valid = { event_id: 'e1', event: 'hire', ...triple };

/** The fields that a refusal of the event names. */
function badFields(value: unknown): string[] {
  try {
    parseSystemEvent(value);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ChatError);
    expect(error).toMatchObject({ code: 'bad_request' });
    return (error as ChatError).details?.map((detail) => detail.field).sort() ?? [];
  }
}

describe('an event of the marketplace is accepted with', () => {
  test('only the triple, counting as unread', () => {
    expect(parseSystemEvent(valid)).toEqual({ ...valid, counts_as_unread: true });
  });

  test('only a thread', () => expect(badFields({ event_id: 'e1', event: 'system', thread_id: 't1' })).toEqual([]));

  test('a thread and the triple', () => expect(badFields({ ...valid, thread_id: 't1' })).toEqual([]));

  test('a job, or null', () => {
    expect(parseSystemEvent({ ...valid, job: null })).toHaveProperty('job', null);
    expect(parseSystemEvent({ ...valid, job: { id: 'j', title: ' A logo ' } })).toHaveProperty('job', {
      id: 'j',
      title: 'A logo',
    });
  });

  test("the content is normalised as a user's is (WS-12)", () => {
    expect(parseSystemEvent({ ...valid, content: '\nCafe\u0301 ' })).toHaveProperty('content', 'Caf\u00e9');
  });

  test.each(marketplaceEvents)('%s: writes a message of a type that clients know, metadata may be empty', (event) => {
    expect(messageTypes).toContain(messageTypeOf[event]);
    expect(badFields({ ...valid, event, metadata: {} })).toEqual([]);
  });

  test('other keys in metadata, kept as they are', () => {
    const metadata = { rate: '45.50', currency: 'EUR', other: { deep: [1] } };
    expect(parseSystemEvent({ ...valid, metadata })).toHaveProperty('metadata', metadata);
  });

  test.each([[0], [-12.5], ['12'], ['-12.50'], ['0.1']])('an amount of %j', (amount) => {
    expect(badFields({ ...valid, event: 'payment_completed', metadata: { amount } })).toEqual([]);
  });
});

describe('an event of the marketplace: every bad field is named at once', () => {
  test('fields of the event, of its metadata and of the address', () => {
    const fields = badFields({
      event_id: '',
      event: 'hire',
      client: { id: 7 },
      job: 'j',
      content: ' ',
      counts_as_unread: 'yes',
      metadata: { contract_id: 1, rate: 'much', currency: 'EURO' },
    });
    expect(fields).toEqual([
      'client.id',
      'content',
      'counts_as_unread',
      'event_id',
      'freelancer',
      'job',
      'metadata.contract_id',
      'metadata.currency',
      'metadata.rate',
    ]);
  });

  test('an empty event', () => expect(badFields({})).toEqual(['client', 'event', 'event_id', 'freelancer']));

  test.each([[null], ['hire'], [1], [undefined]])('a payload that is %j', (value) =>
    expect(badFields(value)).toEqual(['payload']),
  );

  test('a thread with oneself', () => {
    expect(badFields({ ...valid, freelancer: { id: 'alice' } })).toEqual(['freelancer.id']);
  });

  test.each([['fire'], ['toString'], ['__proto__'], [null], [['hire']], [{ toString: 1 }]])(
    'an event called %j',
    (event) => {
      expect(badFields({ ...valid, event, metadata: { rate: [] } })).toEqual(['event']);
    },
  );

  const typed: [MarketplaceEvent, object][] = [
    ['hire', { contract_id: 1, rate: true, currency: 'E1R' }],
    ['proposal_submitted', { proposal_id: 1, amount: '1,5', currency: '' }],
    ['proposal_accepted', { proposal_id: {}, amount: '', currency: 1 }],
    ['proposal_rejected', { proposal_id: [], amount: '1e3', currency: null }],
    ['job_update', { status: 1, previous_status: null }],
    ['payment_completed', { payment_id: false, amount: null, currency: 'EU' }],
    ['dispute_created', { dispute_id: 1, reason: 1 }],
  ];

  test('SYS-10: keys of metadata that the chat sets', () => {
    const metadata = { event: 'hire', action: { label: 'Pay', url: 'http://evil.example' }, rate: 'much' };
    expect(badFields({ ...valid, metadata })).toEqual(['metadata.action', 'metadata.event', 'metadata.rate']);
  });

  const action = { label: 'View', url: 'https://market.example/jobs/7?tab=a%20b#top' };
  test.each([
    ['no https', { url: 'http://market.example' }, 'url'],
    ['a script', { url: 'javascript:alert(1)' }, 'url'],
    ['a data address', { url: 'data:text/html,x' }, 'url'],
    ['another scheme in front', { url: ' https://market.example' }, 'url'],
    ['a relative address', { url: '//market.example' }, 'url'],
    ['no host', { url: 'https://' }, 'url'],
    ['a user name in the address', { url: 'https://market.example@evil.example/' }, 'url'],
    ['backslashes', { url: 'https:\\\\evil.example' }, 'url'],
    ['a line break', { url: 'https://market.\nexample' }, 'url'],
    ['an override of direction', { url: 'https://market.example/\u202efdp.exe' }, 'url'],
    ['half a surrogate pair', { url: 'https://market.example/\ud800' }, 'url'],
    ['an address of 2,049 characters', { url: `https://market.example/${'x'.repeat(2_026)}` }, 'url'],
    ['a number', { url: 7 }, 'url'],
    ['an empty label', { label: ' ' }, 'label'],
    ['an invisible label', { label: '\u200b\u202e\u2800' }, 'label'],
    ['a label of 41 characters', { label: '😀'.repeat(41) }, 'label'],
    ['a label with half a surrogate pair', { label: 'a\ud800' }, 'label'],
    ['no label', { label: undefined }, 'label'],
  ])('SYS-10: an action with %s', (_what, fields, field) => {
    expect(badFields({ ...valid, action: { ...action, ...fields } })).toEqual([`action.${field}`]);
  });

  test.each([[null], ['https://market.example'], [[action]]])('SYS-10: an action that is %j', (wrong) => {
    expect(badFields({ ...valid, action: wrong })).not.toEqual([]);
  });

  test('SYS-10: but takes an action of the longest label and address', () => {
    const longest = { label: '😀'.repeat(40), url: `https://market.example/${'x'.repeat(2_025)}` };
    expect(parseSystemEvent({ ...valid, action: longest })).toHaveProperty('action', longest);
  });

  test.each(typed)('%s: metadata of wrong types', (event, metadata) => {
    expect(badFields({ ...valid, event, metadata })).toEqual(
      Object.keys(metadata)
        .map((key) => `metadata.${key}`)
        .sort(),
    );
    expect(Object.keys(metadata), 'all that are typed').toEqual(Object.keys(eventMetadata[event].shape));
  });

  test.each([
    ['a list', []],
    ['a text', 'x'],
    ['more than 4 KB', { a: 'x'.repeat(4_096) }],
  ])('metadata that is %s', (_what, metadata) => {
    expect(badFields({ ...valid, metadata })).toEqual(['metadata']);
  });
});
