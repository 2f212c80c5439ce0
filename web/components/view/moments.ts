import { namesInText, type TrustedNames } from '../../../protocol/marketplace-text.ts';
import type { Message, MessageType, Role, Thread } from '../../../protocol/objects.ts';
import type { MarketplaceEvent } from '../../../protocol/system-event.ts';
import type { IconName } from '../controls/Icon.tsx';
import { strings } from './strings.ts';

/** An event of the marketplace, in the words of the page. */
export interface Moment {
  icon: IconName;
  tone: 'good' | 'bad' | 'info' | 'quiet';
  title: string;
  text: string;
  /** Whether the marketplace wrote the text. Then it may contain links. */
  isWritten: boolean;
}

/** Who reads: the texts say "you" for them. */
export interface Reader {
  role: Role;
  /** The names of the thread, trusted or not: a name counts only if the marketplace's own text contains it. */
  names: TrustedNames;
}

const looks: Record<MarketplaceEvent, Pick<Moment, 'icon' | 'tone'>> = {
  hire: { icon: 'hired', tone: 'good' },
  proposal_submitted: { icon: 'proposal', tone: 'info' },
  proposal_accepted: { icon: 'check', tone: 'good' },
  proposal_rejected: { icon: 'close', tone: 'quiet' },
  job_update: { icon: 'job', tone: 'info' },
  payment_completed: { icon: 'payment', tone: 'good' },
  dispute_created: { icon: 'dispute', tone: 'bad' },
  system: { icon: 'bell', tone: 'quiet' },
};

export function readerOf({ client, freelancer, job }: Thread, userId: string): Reader {
  const names = { client: client.username, freelancer: freelancer.username, job: job && { title: job.title } };
  return { role: client.id === userId ? 'client' : 'freelancer', names };
}

/** How to show a message of the marketplace to the reader. A text that the marketplace wrote stays as it is. */
export function momentOf({ type, content, metadata }: Message, { role, names }: Reader): Moment {
  const event = eventOf(type, metadata?.event);
  const { title, text } = strings.cards.moments[event];
  const trusted = namesInText(content, event, names, metadata ?? {});
  if (trusted === null) return { ...looks[event], title, text: content, isWritten: true };
  return { ...looks[event], title, text: text[role](trusted, metadata ?? {}), isWritten: false };
}

/** Messages from before events had names, and from an earlier system, have only their type. */
function eventOf(type: MessageType, event: unknown): MarketplaceEvent {
  if (typeof event === 'string' && Object.hasOwn(looks, event)) return event as MarketplaceEvent;
  return type === 'text' ? 'system' : type;
}
