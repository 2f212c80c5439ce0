import type { Message } from '../../../protocol/objects.ts';
import { formatAmount } from './format.ts';
import { strings } from './strings.ts';

export interface Card {
  /** Shown large. */
  amount: string | null;
  fields: { name: string; label: string; value: string }[];
}

const amounts = ['amount', 'rate'];

/** What texts of the chat say of the metadata; a number of another key only looks like one in the text. */
const saidInTexts = [...amounts, 'reason', 'status', 'previous_status'];

/**
 * What the metadata of a marketplace message says beside its text, in the order that the marketplace gave; keys without a
 * label too.
 */
export function cardOf({ type, metadata, content }: Message): Card {
  const entries = Object.entries(metadata ?? {}).filter(([, value]) => value !== null && value !== '');
  const amount = type === 'payment_completed' ? metadata?.amount : undefined;
  return {
    amount: amount === undefined ? null : formatAmount(amount, metadata?.currency),
    fields: entries
      .filter(([name]) => !(amount !== undefined && name === 'amount') && !isShownWithAmount(name, metadata ?? {}))
      .filter(([name, value]) => !isInText(content, name, value, metadata?.currency))
      .map(([name, value]) => ({ name, label: labelOf(name), value: textOf(name, value, metadata?.currency) })),
  };
}

/** Whether the text says the value, as the chat's own texts or the fields write it. */
function isInText(text: string, name: string, value: unknown, currency: unknown): boolean {
  if (!saidInTexts.includes(name)) return false;
  const isPriced = amounts.includes(name) && typeof currency === 'string';
  const wording = isPriced ? `${String(value)} ${currency.toUpperCase()}` : String(value);
  return isSaid(text, wording) || isSaid(text, textOf(name, value, currency));
}

/** Whether the words stand in the text, not as a part of longer ones. */
function isSaid(text: string, words: string): boolean {
  const parts = text.split(words);
  return parts.slice(1).some((after, index) => !/[\p{L}\p{N}]$/u.test(parts[index]!) && !/^[\p{L}\p{N}]/u.test(after));
}

/** A currency stands with its amount, not by itself. */
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
