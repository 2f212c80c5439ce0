import { isReservedKey } from '../../../protocol/metadata.ts';
import type { Message } from '../../../protocol/objects.ts';
import { formatAmount } from './format.ts';
import { strings } from './strings.ts';

export interface Card {
  /** Shown in large type; null if there is none. */
  amount: string | null;
  fields: { name: string; label: string; value: string }[];
}

const amounts = ['amount', 'rate'];

/** The metadata keys whose values the marketplace texts contain. Values of other keys may occur in a text by chance. */
const keysInTexts = [...amounts, 'reason', 'status', 'previous_status'];

/**
 * The fields that the marketplace has given in a message's metadata and that its text does not already contain,
 * in their order.
 */
export function cardOf({ type, metadata, content }: Message): Card {
  const given = Object.entries(metadata ?? {}).filter(([name]) => !isReservedKey(name));
  const entries = given.filter(([, value]) => value !== null && value !== '');
  const amount = type === 'payment_completed' ? metadata?.amount : undefined;
  return {
    amount: amount === undefined ? null : formatAmount(amount, metadata?.currency),
    fields: entries
      .filter(([name]) => !(amount !== undefined && name === 'amount') && !isShownWithAmount(name, metadata ?? {}))
      .filter(([name, value]) => !isInText(content, name, value, metadata?.currency))
      .map(([name, value]) => ({ name, label: labelOf(name), value: textOf(name, value, metadata?.currency) })),
  };
}

/** Whether the text contains the value, in the form that the texts or the fields use. */
function isInText(text: string, name: string, value: unknown, currency: unknown): boolean {
  if (!keysInTexts.includes(name)) return false;
  const isPriced = amounts.includes(name) && typeof currency === 'string';
  const wording = isPriced ? `${String(value)} ${currency.toUpperCase()}` : String(value);
  return hasWords(text, wording) || hasWords(text, textOf(name, value, currency));
}

/** Whether the text contains the words, and not only as part of longer words. */
function hasWords(text: string, words: string): boolean {
  const parts = text.split(words);
  return parts.slice(1).some((after, index) => !/[\p{L}\p{N}]$/u.test(parts[index]!) && !/^[\p{L}\p{N}]/u.test(after));
}

/** A currency is shown with its amount, not as a field of its own. */
function isShownWithAmount(name: string, metadata: Record<string, unknown>): boolean {
  return name === 'currency' && amounts.some((amount) => metadata[amount] !== undefined);
}

function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ');
  return Object.hasOwn(strings.cards.fields, name)
    ? strings.cards.fields[name]!
    : words.charAt(0).toUpperCase() + words.slice(1);
}

function textOf(name: string, value: unknown, currency: unknown): string {
  if (amounts.includes(name)) return formatAmount(value, currency);
  if (name.endsWith('status') && typeof value === 'string') return value.replaceAll('_', ' ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
