import { marketplaceText, trustedNames, type TrustedNames } from '../../../protocol/marketplace-text.ts';
import type { MessageType } from '../../../protocol/objects.ts';
import { messageTypeOf } from '../../../protocol/message-type-of.ts';
import type { MarketplaceEvent } from '../../../protocol/system-event.ts';
import { words } from '../words/index.ts';
import { formatAmount } from './format.ts';
import { statusOf, type Reader } from './moments.ts';

interface EventPreview {
  type: MessageType;
  preview: string;
}

const events = Object.keys(messageTypeOf) as MarketplaceEvent[];

/** A placeholder for the values of an event: a preview comes without metadata. */
const hole = '\0';
const fields = ['amount', 'currency', 'rate', 'reason', 'status', 'previous_status'] as const;
type Field = (typeof fields)[number];

/** The fields that a text may contain: none, or a combination, the longer ones first. */
const known: Field[][] = [
  [],
  ['amount', 'currency'],
  ['amount'],
  ['rate', 'currency'],
  ['rate'],
  ['reason'],
  ['previous_status', 'status'],
  ['status'],
];

/**
 * The preview of a marketplace event in the words of the page; the preview itself if the marketplace wrote the text, or
 * if the text is longer than its preview.
 */
export function eventPreview({ type, preview }: EventPreview, { role, names }: Reader): string {
  for (const event of events.filter((one) => messageTypeOf[one] === type))
    for (const trusted of trustedNames(names))
      for (const given of known) {
        const found = valuesIn(preview, event, trusted, given);
        if (found !== null) return ofEvent(event, { role, names: trusted }, found);
      }
  return preview;
}

function ofEvent(event: MarketplaceEvent, { role, names }: Reader, values: Values): string {
  const { amount, currency, reason, status } = values;
  const { title, text } = words.cards.moments[event];
  if (amount !== undefined) return `${title}: ${formatAmount(amount, currency)}`;
  if (reason !== undefined) return `${title}: ${reason}`;
  return text[role](names, statusOf(status?.replaceAll(' ', '_')));
}

type Values = Partial<Record<Field, string>>;

/** What the text says about the given fields; null if it is no text of this event with them. */
function valuesIn(preview: string, event: MarketplaceEvent, names: TrustedNames, given: Field[]): Values | null {
  const metadata = Object.fromEntries(given.map((field, index) => [field, `${hole}${index}`]));
  const text = marketplaceText(event, names, metadata);
  // Most texts differ before their first value.
  if (!preview.startsWith(text.split(hole, 1)[0]!.replace(/\.$/, ''))) return null;
  const order: Field[] = [];
  const pattern = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/\0(\d)/g, (_, index: string) => {
    order.push(given[Number(index)]!);
    return '(.+?)';
  });
  // A reason may end with its own full stop.
  const match = new RegExp(`^${pattern.replace(/\)\\\.$/, ')\\.?')}$`, 'u').exec(preview);
  return match === null ? null : Object.fromEntries(order.map((field, index) => [field, match[index + 1]!]));
}
