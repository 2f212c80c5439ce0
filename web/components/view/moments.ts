import { namesInText, statusText, type TrustedNames } from '../../../protocol/marketplace-text.ts';
import type { Message, MessageType, Role, Thread } from '../../../protocol/objects.ts';
import type { MarketplaceEvent } from '../../../protocol/system-event.ts';
import { words } from '../words/index.ts';

/** An event of the marketplace, in the words of the page. */
export interface Moment {
  event: MarketplaceEvent;
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

const tones: Record<MarketplaceEvent, Moment['tone']> = {
  hire: 'good',
  proposal_submitted: 'info',
  proposal_accepted: 'good',
  proposal_rejected: 'quiet',
  job_update: 'info',
  payment_completed: 'good',
  dispute_created: 'bad',
  system: 'quiet',
};

export function readerOf({ client, freelancer, job }: Thread, userId: string): Reader {
  const names = { client: client.username, freelancer: freelancer.username, job: job && { title: job.title } };
  return { role: client.id === userId ? 'client' : 'freelancer', names };
}

/** How to show a message of the marketplace to the reader. A text that the marketplace wrote stays as it is. */
export function momentOf({ type, content, metadata }: Message, { role, names }: Reader): Moment {
  const event = eventOf(type, metadata?.event);
  const { title, text } = words.cards.moments[event];
  const trusted = namesInText(content, event, names, metadata ?? {});
  const moment = { event, tone: tones[event], title };
  if (trusted === null) return { ...moment, text: content, isWritten: true };
  return { ...moment, text: text[role](trusted, statusOf(metadata?.status)), isWritten: false };
}

/** The status of a job, in the words of the page if it is a usual one. */
export function statusOf(status: unknown): string {
  const { statuses } = words.cards;
  return typeof status === 'string' && Object.hasOwn(statuses, status)
    ? statuses[status as keyof typeof statuses]
    : statusText(status);
}

/** Messages from before events had names, and from an earlier system, have only their type. */
function eventOf(type: MessageType, event: unknown): MarketplaceEvent {
  if (typeof event === 'string' && Object.hasOwn(tones, event)) return event as MarketplaceEvent;
  return type === 'text' ? 'system' : type;
}
