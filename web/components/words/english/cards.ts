import { moments } from './moments.ts';

export const cards = {
  moments,
  /** The usual statuses of a job. Others are shown as the marketplace writes them. */
  statuses: {
    draft: 'draft',
    open: 'open',
    in_progress: 'in progress',
    in_review: 'in review',
    paused: 'paused',
    completed: 'completed',
    cancelled: 'cancelled',
    closed: 'closed',
  },
  fields: {
    amount: 'Amount',
    rate: 'Rate',
    previous_status: 'Before',
    status: 'Status',
    reason: 'Reason',
    payment_id: 'Payment',
    dispute_id: 'Dispute',
    contract_id: 'Contract',
    proposal_id: 'Proposal',
  },
};
