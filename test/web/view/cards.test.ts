import { describe, expect, it } from 'vitest';
import { marketplaceText } from '../../../protocol/marketplace-text.ts';
import type { Message, Role } from '../../../protocol/objects.ts';
import { messageTypeOf } from '../../../protocol/message-type-of.ts';
import { marketplaceEvents, type MarketplaceEvent } from '../../../protocol/system-event.ts';
import { cardOf } from '../../../web/components/view/cards.ts';

const names = { client: 'Alice', freelancer: 'Bob', job: { title: 'A logo' } };

/** A card of an event, with the text that the chat makes unless there is one. */
function card(
  event: MarketplaceEvent,
  metadata: Record<string, unknown> = {},
  { content = marketplaceText(event, names, metadata), role = 'client' as Role } = {},
) {
  const message = { type: messageTypeOf[event], metadata: { event, ...metadata }, content } as unknown as Message;
  return cardOf(message, { role, names });
}
const shown = (...given: Parameters<typeof card>) =>
  card(...given).fields.map(({ label, value }) => `${label}=${value}`);

describe('cards of the marketplace (SYS-10)', () => {
  it.each<[MarketplaceEvent, string, string]>([
    ['hire', 'You hired Bob for “A logo”.', 'Alice hired you for “A logo”.'],
    ['proposal_submitted', 'Bob sent you a proposal for “A logo”.', 'You sent a proposal for “A logo”.'],
    ['proposal_accepted', 'You accepted the proposal for “A logo”.', 'Alice accepted your proposal for “A logo”.'],
    ['proposal_rejected', 'You declined the proposal for “A logo”.', 'Alice declined your proposal for “A logo”.'],
    ['job_update', 'The job “A logo” was updated.', 'The job “A logo” was updated.'],
    ['payment_completed', 'The payment went through.', 'The payment went through.'],
    ['dispute_created', 'A dispute was opened.', 'A dispute was opened.'],
    ['system', 'There is news from the marketplace.', 'There is news from the marketplace.'],
  ])('say to each of the two what %s means for them', (event, toClient, toFreelancer) => {
    expect(card(event).text).toBe(toClient);
    expect(card(event, {}, { role: 'freelancer' }).text).toBe(toFreelancer);
  });

  it('have a title of their own for each event', () => {
    const cards = marketplaceEvents.map((event) => card(event));
    expect(new Set(cards.map(({ title }) => title)).size).toBe(cards.length);
  });

  it('keep a text that the marketplace wrote', () => {
    const content = 'Alice hired Bob. Please start on Monday.';
    expect(card('hire', {}, { content })).toMatchObject({ title: 'Hired', text: content, isWritten: true });
  });

  it('OBJ-7: contain no name that the text of the chat does not vouch for', () => {
    const content = marketplaceText('hire', { client: null, freelancer: null, job: { title: null } }, {});
    expect(card('hire', {}, { content }).text).toBe('You hired the freelancer.');
    expect(card('hire', {}, { content, role: 'freelancer' }).text).toBe('The client hired you.');
  });

  it('of messages without the name of an event follow from the type', () => {
    const message = { type: 'payment_completed', metadata: null, content: 'Paid.' } as unknown as Message;
    expect(cardOf(message, { role: 'client', names })).toMatchObject({ title: 'Payment completed', text: 'Paid.' });
  });

  it('show the sum of a payment once, in large type unless the text of the marketplace contains it', () => {
    const payment = { payment_id: 'P-1', amount: '480', currency: 'EUR' };
    expect(card('payment_completed', payment)).toMatchObject({
      amount: '€480.00',
      text: 'The payment went through.',
      fields: [{ name: 'payment_id', label: 'Payment', value: 'P-1' }],
    });
    expect(card('payment_completed', payment, { content: 'We have paid 480 EUR.' }).amount).toBeNull();
  });

  it('show only known keys with a plain value, in a fixed order', () => {
    const metadata = {
      contract_id: 'C-1',
      rate: 45,
      currency: 'EUR',
      _case: 7,
      review_link: { stars: 5 },
      stars: 5,
      reason: { nested: true },
      status: ['open'],
      payment_id: '',
      dispute_id: null,
    };
    expect(shown('system', metadata)).toEqual(['Rate=€45.00', 'Contract=C-1']);
  });

  it('look at known keys only, however many there are', () => {
    const metadata = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`key${index}`, 'x']));
    expect(shown('system', metadata)).toEqual([]);
  });

  it.each<[string, MarketplaceEvent, Record<string, unknown>, string, string[]]>([
    ['a reason', 'dispute_created', { dispute_id: 'D-1', reason: 'Late' }, 'We look into it: Late.', ['Dispute=D-1']],
    ['statuses', 'job_update', { status: 'open', previous_status: 'new' }, 'It went from new to open.', []],
    ['a status in words', 'job_update', { status: 'in_progress' }, 'Your job is in progress.', []],
    ['a rate', 'hire', { rate: 45, currency: 'eur' }, 'Hired at 45 EUR.', []],
    ['an amount', 'proposal_submitted', { amount: '480.00' }, 'For 480.00.', []],
    ['only part of a word', 'job_update', { status: 'open' }, 'The job was reopened.', ['Status=open']],
    ['another amount', 'system', { amount: '80', currency: 'EUR' }, 'Instead of 480 EUR.', ['Amount=€80.00']],
    ['an id by chance', 'system', { proposal_id: '7' }, '5 days, 7 nights', ['Proposal=7']],
  ])('do not repeat what the text contains: %s', (_, event, metadata, content, expected) => {
    expect(shown(event, metadata, { content })).toEqual(expected);
  });

  it('show what the composed text leaves out', () => {
    expect(card('job_update', { status: 'in_progress', previous_status: 'open' })).toMatchObject({
      text: 'The job “A logo” is now in progress.',
      fields: [{ label: 'Before', value: 'open' }],
    });
    expect(shown('dispute_created', { reason: 'It came late.' })).toEqual(['Reason=It came late.']);
    expect(shown('proposal_accepted', { amount: 5, currency: 'EUR' })).toEqual(['Amount=€5.00']);
  });

  it('have the button of the marketplace, which leads to https only', () => {
    const action = { label: 'View the contract', url: 'https://market.example/c/1' };
    expect(card('hire', { action }).action).toEqual(action);
    for (const wrong of [undefined, 'x', {}, { ...action, label: ' ' }, { ...action, url: 'javascript:alert(1)' }])
      expect(card('hire', { action: wrong }).action).toBeNull();
  });
});
