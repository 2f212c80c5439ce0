import type { TrustedNames } from '../../../../protocol/marketplace-text.ts';
import type { Role } from '../../../../protocol/objects.ts';
import type { MarketplaceEvent } from '../../../../protocol/system-event.ts';

/** @param status of the job, in words; empty if it is unknown */
type Text = (names: TrustedNames, status: string) => string;

export interface MomentWords {
  title: string;
  /** For each of the two readers. Amounts and reasons are not in it: the card shows them as fields. */
  text: Record<Role, Text>;
}

const client = ({ client }: TrustedNames) => client ?? 'The client';
const theFreelancer = ({ freelancer }: TrustedNames) => freelancer ?? 'the freelancer';
const freelancer = ({ freelancer }: TrustedNames) => freelancer ?? 'The freelancer';
const job = (preposition: string, { job }: TrustedNames) => (job?.title ? ` ${preposition} “${job.title}”` : '');
const forBoth = (text: Text) => ({ client: text, freelancer: text });

/** What the page says about each event of the marketplace that came without a text of its own. */
export const moments: Record<MarketplaceEvent, MomentWords> = {
  hire: {
    title: 'Hired',
    text: {
      client: (names) => `You hired ${theFreelancer(names)}${job('for', names)}.`,
      freelancer: (names) => `${client(names)} hired you${job('for', names)}.`,
    },
  },
  proposal_submitted: {
    title: 'New proposal',
    text: {
      client: (names) => `${freelancer(names)} sent you a proposal${job('for', names)}.`,
      freelancer: (names) => `You sent a proposal${job('for', names)}.`,
    },
  },
  proposal_accepted: {
    title: 'Proposal accepted',
    text: {
      client: (names) => `You accepted the proposal${job('for', names)}.`,
      freelancer: (names) => `${client(names)} accepted your proposal${job('for', names)}.`,
    },
  },
  proposal_rejected: {
    title: 'Proposal declined',
    text: {
      client: (names) => `You declined the proposal${job('for', names)}.`,
      freelancer: (names) => `${client(names)} declined your proposal${job('for', names)}.`,
    },
  },
  job_update: {
    title: 'Job update',
    text: forBoth((names, status) => {
      const subject = names.job?.title ? `The job “${names.job.title}”` : 'The job';
      return status === '' ? `${subject} was updated.` : `${subject} is now ${status}.`;
    }),
  },
  payment_completed: { title: 'Payment completed', text: forBoth(() => 'The payment went through.') },
  dispute_created: { title: 'Dispute opened', text: forBoth(() => 'A dispute was opened.') },
  system: { title: 'Marketplace', text: forBoth(() => 'There is news from the marketplace.') },
};
