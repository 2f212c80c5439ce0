import type { Role } from '../../../protocol/objects.ts';
import type { MarketplaceEvent } from '../../../protocol/system-event.ts';
import { isTrusted } from './names.ts';
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

/** The user's name, or who they are in the thread if only another user has named them. */
function nameOf(thread: Thread, role: Role): string {
  return isTrusted(thread, role) ? thread[role].username : `the ${role}`;
}

/** The name at the beginning of a sentence. */
function subjectOf(thread: Thread, role: Role): string {
  return isTrusted(thread, role) ? thread[role].username : `The ${role}`;
}

/** ` “A logo”`, or an empty string if there is no title, or none to trust. */
function titleOf(thread: Thread): string {
  return thread.job !== null && isTrusted(thread, 'job') ? ` “${thread.job.title}”` : '';
}

/**
 * The text of a marketplace event that brings none of its own; `metadata` has passed the event's schema. A name that
 * only another user gave does not stand in it (OBJ-7).
 */
export function systemText(event: MarketplaceEvent, thread: Thread, metadata: Metadata): string {
  const [client, freelancer] = [subjectOf(thread, 'client'), subjectOf(thread, 'freelancer')];
  const title = titleOf(thread);
  const job = thread.job === null ? '' : title || ' the job';
  const forAmount = withPrefix(' for ', money(metadata, 'amount'));
  switch (event) {
    case 'hire': {
      const atRate = withPrefix(' at a rate of ', money(metadata, 'rate'));
      return `${client} hired ${nameOf(thread, 'freelancer')}${withPrefix(' for', job)}${atRate}.`;
    }
    case 'proposal_submitted':
      return `${freelancer} submitted a proposal${withPrefix(' on', job)}${forAmount}.`;
    case 'proposal_accepted':
      return `${client} accepted the proposal${withPrefix(' on', job)}${forAmount}.`;
    case 'proposal_rejected':
      return `${client} declined the proposal${withPrefix(' on', job)}${forAmount}.`;
    case 'job_update': {
      const from = withPrefix(' from ', statusOf(metadata.previous_status));
      const to = statusOf(metadata.status);
      return to === '' ? `The job${title} was updated.` : `The status of the job${title} changed${from} to ${to}.`;
    }
    case 'payment_completed':
      return `A payment${withPrefix(' of ', money(metadata, 'amount'))} was completed.`;
    case 'dispute_created':
      return `A dispute was opened${withPrefix(': ', textOf(metadata.reason))}.`;
    case 'system':
      return 'There is news from the marketplace.';
  }
}
