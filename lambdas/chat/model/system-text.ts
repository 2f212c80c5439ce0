import type { MarketplaceEvent } from '../../../protocol/system-event.ts';
import type { Thread } from './types.ts';

type Metadata = Record<string, unknown>;

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** ` for 1200 USD`, or nothing where no amount is known. */
function price(metadata: Metadata, key: 'amount' | 'rate'): string {
  const amount = textOf(metadata[key]);
  return amount === '' ? '' : ` for ${[amount, textOf(metadata.currency).toUpperCase()].filter(Boolean).join(' ')}`;
}

/** A status as people write it. */
function statusOf(value: unknown): string {
  return textOf(value).replaceAll('_', ' ');
}

function withPrefix(prefix: string, text: string): string {
  return text === '' ? '' : `${prefix}${text}`;
}

/** What is written for an event of the marketplace that brings no text of its own; metadata has been checked before. */
export function systemText(event: MarketplaceEvent, thread: Thread, metadata: Metadata): string {
  const { client, freelancer } = thread;
  const job = thread.job === null ? '' : ` “${thread.job.title}”`;
  switch (event) {
    case 'hire':
      return `${client.username} hired ${freelancer.username}${withPrefix(' for', job)}${withPrefix(' at a rate of', price(metadata, 'rate').slice(4))}.`;
    case 'proposal_submitted':
      return `${freelancer.username} submitted a proposal${withPrefix(' on', job)}${price(metadata, 'amount')}.`;
    case 'proposal_accepted':
      return `${client.username} accepted the proposal${withPrefix(' on', job)}${price(metadata, 'amount')}.`;
    case 'proposal_rejected':
      return `${client.username} declined the proposal${withPrefix(' on', job)}${price(metadata, 'amount')}.`;
    case 'job_update': {
      const from = withPrefix(' from ', statusOf(metadata.previous_status));
      const to = statusOf(metadata.status);
      return to === '' ? `The job${job} was updated.` : `The status of the job${job} changed${from} to ${to}.`;
    }
    case 'payment_completed':
      return `A payment${price(metadata, 'amount').replace(' for', ' of')} was completed.`;
    case 'dispute_created':
      return `A dispute was opened${withPrefix(': ', textOf(metadata.reason))}.`;
    case 'system':
      return 'There is news from the marketplace.';
  }
}
