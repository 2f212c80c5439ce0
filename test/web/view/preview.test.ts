import { describe, expect, test } from 'vitest';
import type { OutboxEntry } from '@marketplace-chat/client';
import { marketplaceText } from '../../../protocol/marketplace-text.ts';
import type { Thread } from '../../../protocol/objects.ts';
import { messageTypeOf } from '../../../protocol/message-type-of.ts';
import type { MarketplaceEvent } from '../../../protocol/system-event.ts';
import { previewOf, previewText, type PreviewInput } from '../../../web/components/view/preview.ts';

type LastMessage = NonNullable<Thread['last_message']>;

const last = (sender: string, preview: string, attachment: LastMessage['attachment'] = null) => ({
  last_message: { seq: 1, sender_id: sender, type: 'text', preview, attachment, sent_at: '2026-01-01T00:00:00.000Z' },
});
const entry = (status: OutboxEntry['status']) => ({ content: 'Unsent', files: [], status }) as unknown as OutboxEntry;
const sending = entry({ kind: 'sending' });
const failed = entry({ kind: 'failed', error: { code: 'forbidden', message: '' } });

const textOf = (input: Partial<PreviewInput>) =>
  previewText(previewOf({ thread: last('bob', 'Hello'), userId: 'alice', draft: '', unsent: null, ...input } as never));

describe('the preview of a conversation in the inbox', () => {
  test.each<[string, Partial<PreviewInput>]>([
    ['Hello', {}],
    ['You: Hello', { thread: last('alice', 'Hello') as PreviewInput['thread'] }],
    ['Photo', { thread: last('bob', '', { kind: 'image', name: 'a.jpg', count: 1 }) } as never],
    ['You: 3 files', { thread: last('alice', '', { kind: 'file', name: 'a.pdf', count: 3 }) } as never],
    ['No messages yet', { thread: { last_message: null } as Thread }],
    ['Message deleted', { thread: last('bob', '') as PreviewInput['thread'] }],
    ['Draft: Later', { draft: 'Later' }],
    ['Draft: Later', { draft: 'Later', unsent: sending }],
    ['Waiting to be sent: Unsent', { unsent: sending }],
    ['Not sent: Unsent', { unsent: failed, draft: 'Later' }],
    ['Now, see docs', { thread: last('bob', '**Now**, see `docs`') as PreviewInput['thread'] }],
    ['• milk\n• bread', { thread: last('bob', '- _milk_\n- bread') as PreviewInput['thread'] }],
    ['2 * 3 * 4', { thread: last('bob', '2 * 3 * 4') as PreviewInput['thread'] }],
  ])('reads %j', (text, input) => expect(textOf(input)).toBe(text));

  test.each<[string, MarketplaceEvent, Record<string, unknown>]>([
    ['You hired Bob for “Logo”.', 'hire', { rate: 45, currency: 'EUR' }],
    ['New proposal: €1,200.00', 'proposal_submitted', { amount: '1200', currency: 'EUR' }],
    ['The job “Logo” is now in progress.', 'job_update', { previous_status: 'open', status: 'in_progress' }],
    ['Payment completed: €480.00', 'payment_completed', { amount: '480.00', currency: 'eur' }],
    ['Dispute opened: It is late (again)!', 'dispute_created', { reason: 'It is late (again)!' }],
    ['Dispute opened: Late', 'dispute_created', { reason: 'Late' }],
    ['There is news from the marketplace.', 'system', {}],
  ])('tells an event of the marketplace in the words of the page (SYS-6): %j', (text, event, metadata) => {
    expect(textOf({ thread: told(marketplaceText(event, names, metadata), event) })).toBe(text);
  });

  test('shows a text of the marketplace as it is', () => {
    expect(textOf({ thread: told('*New* terms apply.', 'system') })).toBe('*New* terms apply.');
  });
});

const names = { client: 'Ada', freelancer: 'Bob', job: { title: 'Logo' } };

/** A conversation of Ada, who reads, with Bob, in which this is the last message. */
function told(preview: string, event: MarketplaceEvent): Thread {
  const message = { ...last('', preview).last_message, sender_id: null, type: messageTypeOf[event] };
  const [client, freelancer] = [
    { id: 'alice', username: 'Ada' },
    { id: 'bob', username: 'Bob' },
  ];
  return { client, freelancer, job: { id: 'J', title: 'Logo' }, last_message: message } as unknown as Thread;
}
