import { marketplaceText } from '../../../protocol/marketplace-text.ts';
import type { MarketplaceEvent } from '../../../protocol/system-event.ts';
import { isTrusted } from './names.ts';
import type { Thread } from './types.ts';

/**
 * The text of a marketplace event that brings none of its own; `metadata` has passed the event's schema. A name that
 * only another user gave does not appear in it (OBJ-7).
 */
export function systemText(event: MarketplaceEvent, thread: Thread, metadata: Record<string, unknown>): string {
  const { client, freelancer, job } = thread;
  const names = {
    client: isTrusted(thread, 'client') ? client.username : null,
    freelancer: isTrusted(thread, 'freelancer') ? freelancer.username : null,
    job: job && { title: isTrusted(thread, 'job') ? job.title : null },
  };
  return marketplaceText(event, names, metadata);
}
