import type { MarketplaceEvent } from './system-event.ts';

type Metadata = Record<string, unknown>;

/** The names that may appear in a text of the marketplace (OBJ-7). Null: only another user has given the name. */
export interface TrustedNames {
  client: string | null;
  freelancer: string | null;
  /** Null: the thread has no job. */
  job: { title: string | null } | null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** `1200 USD`, or an empty string if the amount is unknown. */
function money(metadata: Metadata, key: 'amount' | 'rate'): string {
  const amount = textOf(metadata[key]);
  return amount === '' ? '' : [amount, textOf(metadata.currency).toUpperCase()].filter(Boolean).join(' ');
}

/** `in_progress` as people write it: `in progress`. */
export function statusText(value: unknown): string {
  return textOf(value).replaceAll('_', ' ');
}

/** The prefix and the text, or an empty string if there is no text. */
function withPrefix(prefix: string, text: string): string {
  return text === '' ? '' : `${prefix}${text}`;
}

/** The text with a full stop, unless it already ends as a sentence does. */
function sentence(text: string): string {
  return /[.!?…。！？]$/u.test(text.trimEnd()) ? text : `${text}.`;
}

/** The text of a marketplace event that brings none of its own; `metadata` has passed the event's schema. */
export function marketplaceText(event: MarketplaceEvent, names: TrustedNames, metadata: Metadata): string {
  return sentence(clauseOf(event, names, metadata));
}

function clauseOf(event: MarketplaceEvent, names: TrustedNames, metadata: Metadata): string {
  const client = names.client ?? 'The client';
  const title = withPrefix(' ', names.job?.title == null ? '' : `“${names.job.title}”`);
  const job = names.job === null ? '' : title || ' the job';
  const forAmount = withPrefix(' for ', money(metadata, 'amount'));
  switch (event) {
    case 'hire': {
      const atRate = withPrefix(' at a rate of ', money(metadata, 'rate'));
      return `${client} hired ${names.freelancer ?? 'the freelancer'}${withPrefix(' for', job)}${atRate}`;
    }
    case 'proposal_submitted':
      return `${names.freelancer ?? 'The freelancer'} submitted a proposal${withPrefix(' on', job)}${forAmount}`;
    case 'proposal_accepted':
      return `${client} accepted the proposal${withPrefix(' on', job)}${forAmount}`;
    case 'proposal_rejected':
      return `${client} declined the proposal${withPrefix(' on', job)}${forAmount}`;
    case 'job_update': {
      const from = withPrefix(' from ', statusText(metadata.previous_status));
      const to = statusText(metadata.status);
      return to === '' ? `The job${title} was updated` : `The status of the job${title} changed${from} to ${to}`;
    }
    case 'payment_completed':
      return `A payment${withPrefix(' of ', money(metadata, 'amount'))} was completed`;
    case 'dispute_created':
      return `A dispute was opened${withPrefix(': ', textOf(metadata.reason))}`;
    case 'system':
      return 'There is news from the marketplace';
  }
}

/**
 * The names with which `marketplaceText` made the text, or null if the marketplace wrote it. Clients that know it show
 * their own wording instead, in the reader's language.
 *
 * @param known the names as the thread has them, of which some may not have been trusted when the text was made
 */
export function namesInText(
  text: string,
  event: MarketplaceEvent,
  known: TrustedNames,
  metadata: Metadata,
): TrustedNames | null {
  return trustedNames(known).find((names) => marketplaceText(event, names, metadata) === text) ?? null;
}

/** The names of a thread, and what is left of them if some are not trusted. */
export function trustedNames(known: TrustedNames): TrustedNames[] {
  const jobs = known.job === null ? [null] : [known.job, { title: null }];
  return [known.client, null].flatMap((client) =>
    [known.freelancer, null].flatMap((freelancer) => jobs.map((job) => ({ client, freelancer, job }))),
  );
}
