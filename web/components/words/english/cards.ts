import { moments } from './moments.ts';

export const cards = {
  moments,
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
