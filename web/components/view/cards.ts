import { hasVisible } from '../../../protocol/text.ts';
import type { Message } from '../../../protocol/objects.ts';
import { formatAmount } from './format.ts';
import { momentOf, statusOf, type Moment, type Reader } from './moments.ts';
import { words } from '../words/index.ts';

export interface Card extends Moment {
  /** Shown in large type; null if there is none. */
  amount: string | null;
  fields: { name: FieldName; label: string; value: string }[];
  /** The button. */
  action: { label: string; url: string } | null;
}

type FieldName = keyof typeof words.cards.fields;
type Scalar = string | number;
/** The keys that are shown, in this order. A marketplace may store any others, for itself or for its own pages. */
const known: readonly FieldName[] = [
  'amount',
  'rate',
  'previous_status',
  'status',
  'reason',
  'payment_id',
  'dispute_id',
  'contract_id',
  'proposal_id',
];
const amounts: readonly FieldName[] = ['amount', 'rate'];
/** The keys whose values a text may contain. Ids may occur in a text by chance. */
const keysInTexts: readonly FieldName[] = [...amounts, 'reason', 'status', 'previous_status'];

/** A message of the marketplace as it is shown: what its text says already is not said again. */
export function cardOf(message: Message, reader: Reader): Card {
  const moment = momentOf(message, reader);
  const metadata = message.metadata ?? {};
  const fields = known.flatMap((name) => fieldOf(name, metadata[name], metadata.currency));
  const news = fields.filter(({ name, value }) => !isInText(moment.text, name, metadata, value));
  const large = message.type === 'payment_completed' ? news.find(({ name }) => name === 'amount') : undefined;
  return {
    ...moment,
    amount: large?.value ?? null,
    fields: news.filter((field) => field !== large),
    action: actionOf(metadata.action),
  };
}

function fieldOf(name: FieldName, value: unknown, currency: unknown): Card['fields'] {
  const text = isScalar(value) ? textOf(name, value, currency) : '';
  return hasVisible(text) ? [{ name, label: words.cards.fields[name], value: text }] : [];
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || Number.isFinite(value);
}

/** Whether the text contains the value, in the form that texts of the marketplace or the fields use. */
function isInText(text: string, name: FieldName, metadata: Record<string, unknown>, shown: string): boolean {
  if (!keysInTexts.includes(name)) return false;
  const { [name]: value, currency } = metadata;
  const isPriced = amounts.includes(name) && typeof currency === 'string';
  const wording = isPriced ? `${String(value)} ${currency.toUpperCase()}` : String(value);
  return hasWords(text, wording) || hasWords(text, shown);
}

/** Whether the text contains the words, and not only as part of longer words. */
function hasWords(text: string, words: string): boolean {
  const parts = text.split(words);
  return parts.slice(1).some((after, index) => !/[\p{L}\p{N}]$/u.test(parts[index]!) && !/^[\p{L}\p{N}]/u.test(after));
}

function textOf(name: FieldName, value: Scalar, currency: unknown): string {
  if (amounts.includes(name)) return formatAmount(value, currency);
  return name === 'status' || name === 'previous_status' ? statusOf(value) : String(value);
}

/** The button of a card (SYS-10). Messages from an earlier system may have anything under this key. */
function actionOf(value: unknown): Card['action'] {
  const { label, url } = (value ?? {}) as { label?: unknown; url?: unknown };
  if (typeof label !== 'string' || typeof url !== 'string' || !hasVisible(label)) return null;
  return URL.parse(url)?.protocol === 'https:' ? { label, url } : null;
}
