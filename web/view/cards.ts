import type { Message } from '../../protocol/objects.ts';
import { strings } from '../strings.ts';
import { formatAmount } from './format.ts';

export interface Card {
  /** Shown large. */
  amount: string | null;
  fields: { name: string; label: string; value: string }[];
}

const amounts = ['amount', 'rate'];

/** What the metadata of a marketplace message says, in the order that the marketplace gave; keys without a label too. */
export function cardOf({ type, metadata }: Message): Card {
  const entries = Object.entries(metadata ?? {}).filter(([, value]) => value !== null && value !== '');
  const amount = type === 'payment_completed' ? metadata?.amount : undefined;
  return {
    amount: amount === undefined ? null : formatAmount(amount, metadata?.currency),
    fields: entries
      .filter(([name]) => !(amount !== undefined && name === 'amount') && !isShownWithAmount(name, metadata ?? {}))
      .map(([name, value]) => ({ name, label: labelOf(name), value: textOf(name, value, metadata?.currency) })),
  };
}

/** A currency stands with its amount, not by itself. */
function isShownWithAmount(name: string, metadata: Record<string, unknown>): boolean {
  return name === 'currency' && amounts.some((amount) => metadata[amount] !== undefined);
}

function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ');
  return Object.hasOwn(strings.cards.fields, name) ? strings.cards.fields[name]! : words.charAt(0).toUpperCase() + words.slice(1);
}

function textOf(name: string, value: unknown, currency: unknown): string {
  if (amounts.includes(name)) return formatAmount(value, currency);
  if (name.endsWith('status') && typeof value === 'string') return value.replaceAll('_', ' ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
