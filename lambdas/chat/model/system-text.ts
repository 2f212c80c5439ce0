import type { MarketplaceEvent } from '../../../protocol/system-event.ts';
import type { Thread } from './types.ts';

type Metadata = Record<string, unknown>;

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** `1200 USD`, or an empty string if the amount is unknown. */
function money(metadata: Metadata, key: 'amount' | 'rate'): string {
  const amount = textOf(metadata[key]);
  return amount === '' ? '' : [amount, textOf(metadata.currency).toUpperCase()].filter(Boolean).join(' ');
}

/** `in_progress` as people write it: `in progress`. */
function statusOf(value: unknown): string {
  return textOf(value).replaceAll('_', ' ');
}

/** The prefix and the text, or an empty string if there is no text. */
function withPrefix(prefix: string, text: string): string {
  return text === '' ? '' : `${prefix}${text}`;
}

/** The text of a marketplace event that brings none of its own; `metadata` has passed the event's schema. */
export function systemText(event: MarketplaceEvent, thread: Thread, metadata: Metadata): string {
  const { client, freelancer } = thread;
  const job = thread.job === null ? '' : ` “${thread.job.title}”`;
  const forAmount = withPrefix(' for ', money(metadata, 'amount'));
  switch (event) {
    case 'hire': {
      const atRate = withPrefix(' at a rate of ', money(metadata, 'rate'));
      return `${client.username} hired ${freelancer.username}${withPrefix(' for', job)}${atRate}.`;
    }
    case 'proposal_submitted':
      return `${freelancer.username} submitted a proposal${withPrefix(' on', job)}${forAmount}.`;
    case 'proposal_accepted':
      return `${client.username} accepted the proposal${withPrefix(' on', job)}${forAmount}.`;
    case 'proposal_rejected':
      return `${client.username} declined the proposal${withPrefix(' on', job)}${forAmount}.`;
    case 'job_update': {
      const from = withPrefix(' from ', statusOf(metadata.previous_status));
      const to = statusOf(metadata.status);
      return to === '' ? `The job${job} was updated.` : `The status of the job${job} changed${from} to ${to}.`;
    }
    case 'payment_completed':
      return `A payment${withPrefix(' of ', money(metadata, 'amount'))} was completed.`;
    case 'dispute_created':
      return `A dispute was opened${withPrefix(': ', textOf(metadata.reason))}.`;
    case 'system':
      return 'There is news from the marketplace.';
  }
}
