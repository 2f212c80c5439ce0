import type { MessageType } from './objects.ts';
import type { MarketplaceEvent } from './system-event.ts';

/** The type of the message that each event writes (SYS-4). */
export const messageTypeOf = {
  hire: 'system',
  proposal_submitted: 'system',
  proposal_accepted: 'system',
  proposal_rejected: 'system',
  job_update: 'job_update',
  payment_completed: 'payment_completed',
  dispute_created: 'dispute_created',
  system: 'system',
} as const satisfies Record<MarketplaceEvent, MessageType>;
