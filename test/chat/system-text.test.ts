import { describe, expect, it } from 'vitest';
import { systemText } from '../../lambdas/chat/model/system-text.ts';
import { marketplaceEvents } from '../../protocol/system-event.ts';
import { aThread } from './fixtures.ts';

const thread = aThread();
const jobless = aThread({ job: null });

describe('the text of a marketplace event without a text of its own', () => {
  it.each([
    ['hire', { rate: 40, currency: 'usd' }, 'Alice hired Bob for “A logo” at a rate of 40 USD.'],
    ['hire', {}, 'Alice hired Bob for “A logo”.'],
    [
      'proposal_submitted',
      { amount: '250.00', currency: 'EUR' },
      'Bob submitted a proposal on “A logo” for 250.00 EUR.',
    ],
    ['proposal_accepted', { amount: 250 }, 'Alice accepted the proposal on “A logo” for 250.'],
    ['proposal_rejected', {}, 'Alice declined the proposal on “A logo”.'],
    ['job_update', { status: 'done' }, 'The status of the job “A logo” changed to done.'],
    ['job_update', { status: 'in_progress' }, 'The status of the job “A logo” changed to in progress.'],
    [
      'job_update',
      { status: 'done', previous_status: 'open' },
      'The status of the job “A logo” changed from open to done.',
    ],
    ['job_update', {}, 'The job “A logo” was updated.'],
    ['payment_completed', { amount: '10', currency: 'EUR' }, 'A payment of 10 EUR was completed.'],
    ['payment_completed', {}, 'A payment was completed.'],
    ['dispute_created', { reason: 'late' }, 'A dispute was opened: late.'],
    ['dispute_created', { reason: 'It came late.' }, 'A dispute was opened: It came late.'],
    ['dispute_created', {}, 'A dispute was opened.'],
    ['system', {}, 'There is news from the marketplace.'],
  ] as const)('%s %j', (event, metadata, text) => {
    expect(systemText(event, thread, metadata)).toBe(text);
  });

  it.each([
    ['hire', 'Alice hired Bob.'],
    ['proposal_submitted', 'Bob submitted a proposal.'],
    ['job_update', 'The job was updated.'],
  ] as const)('%s in a thread without a job', (event, text) => {
    expect(systemText(event, jobless, {})).toBe(text);
  });

  it.each([
    ['hire', {}, 'The client hired the freelancer for the job.'],
    ['proposal_submitted', { amount: 5 }, 'The freelancer submitted a proposal on the job for 5.'],
    ['proposal_accepted', {}, 'The client accepted the proposal on the job.'],
    ['proposal_rejected', {}, 'The client declined the proposal on the job.'],
    ['job_update', { status: 'done' }, 'The status of the job changed to done.'],
    ['job_update', {}, 'The job was updated.'],
  ] as const)('OBJ-7: %s %j contains no name that only another user gave', (event, metadata, text) => {
    const named = aThread({ nameSources: { client: 'user', freelancer: 'user', job: 'user' } });
    expect(systemText(event, named, metadata)).toBe(text);
  });

  it.each(marketplaceEvents)('%s has a text, whatever else is in the metadata', (event) => {
    expect(systemText(event, jobless, { note: { nested: true }, amount: null })).toMatch(/^[A-Z].+\.$/);
  });
});
