import { fold } from '../../../protocol/fold.ts';
import { badRequest } from '../../../protocol/parse.ts';

/** What a search asks for (SR-2), as a value without text to interpret. */

/** Folded text to look for. A word matches where a word begins, a phrase anywhere. */
export interface Term {
  kind: 'word' | 'phrase';
  text: string;
}

export const senders = ['me', 'them'] as const;
export const contents = ['file', 'image', 'voice', 'link'] as const;
export type SearchedContent = (typeof contents)[number];

/** All of it must hold. */
export interface SearchQuery {
  terms: Term[];
  without: Term[];
  from: Set<(typeof senders)[number]>;
  inThreads: Set<string>;
  has: Set<SearchedContent>;
  /** Sent at this time or later. */
  sentFromMs: number;
  sentBeforeMs: number;
}

const dayMs = 24 * 60 * 60 * 1000;

/** Phones and word processors replace the quote of the keyboard. */
const typographicQuotes = /[“”„‟«»]/gu;
/** A phrase up to its second quote, or to the end while it is being typed; else whatever has no white space. */
const tokens = /(?<minus>-?)(?:"(?<phrase>[^"]*)"?|(?<word>\S+))/gu;
const operator = /^(?<name>from|in|has|before|after):(?<value>.*)$/iu;
/** Punctuation around a word, which is not searched for. */
const around = /[\p{Ps}\p{Pe}\p{Pi}\p{Pf}.,;:!?¡¿'"]/u;
/** Letters, digits, and symbols such as emoji. */
const findable = /[\p{L}\p{N}\p{S}]/u;

const refuse = (message: string) => badRequest([{ field: 'q', message }]);

/** @throws ChatError `bad_request` naming `q`: nothing to look for, or an operator that makes no sense */
export function parseQuery(text: string): SearchQuery {
  const query: SearchQuery = {
    terms: [],
    without: [],
    from: new Set(),
    inThreads: new Set(),
    has: new Set(),
    sentFromMs: Number.NEGATIVE_INFINITY,
    sentBeforeMs: Number.POSITIVE_INFINITY,
  };
  let operators = 0;
  // Width does not matter in quotes, colons and digits either.
  for (const { groups = {} } of text.normalize('NFKC').replace(typographicQuotes, '"').matchAll(tokens)) {
    const { minus, phrase, word = '' } = groups;
    const found = phrase === undefined ? operator.exec(word)?.groups : undefined;
    if (found === undefined) {
      const term = phrase === undefined ? wordOf(word) : { kind: 'phrase' as const, text: fold(phrase) };
      if (findable.test(term.text)) (minus === '-' ? query.without : query.terms).push(term);
      continue;
    }
    if (minus === '-') throw refuse('only words and phrases can be excluded, no operators');
    apply(query, String(found.name).toLowerCase(), String(found.value));
    operators += 1;
  }
  if (query.terms.length + operators === 0) throw refuse('must have something to look for');
  return query;
}

function wordOf(word: string): Term {
  return { kind: 'word', text: withoutAround(fold(word)) };
}

function withoutAround(word: string): string {
  const characters = [...word];
  const isInside = (character: string) => !around.test(character);
  const first = characters.findIndex(isInside);
  return first < 0 ? '' : characters.slice(first, characters.findLastIndex(isInside) + 1).join('');
}

function apply(query: SearchQuery, name: string, value: string): void {
  switch (name) {
    case 'from':
      query.from.add(oneOf(senders, name, value));
      break;
    case 'has':
      query.has.add(oneOf(contents, name, value));
      break;
    case 'in':
      if (value === '') throw refuse('in: must name a thread');
      query.inThreads.add(value);
      break;
    case 'before':
      query.sentBeforeMs = Math.min(query.sentBeforeMs, dayOf(name, value));
      break;
    case 'after':
      query.sentFromMs = Math.max(query.sentFromMs, dayOf(name, value) + dayMs);
      break;
  }
}

function oneOf<T extends string>(known: readonly T[], name: string, value: string): T {
  const found = known.find((one) => one === value.toLowerCase());
  if (found === undefined) throw refuse(`${name}: must be followed by ${known.join(' or ')}`);
  return found;
}

/** The first millisecond of a UTC day. */
function dayOf(name: string, value: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00.000Z`) : Number.NaN;
  // Some days that do not exist are taken for a day of the next month.
  if (Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(value))
    throw refuse(`${name}: must be followed by a day such as 2026-11-30`);
  return ms;
}

/** Whether the conditions of the query exclude each other, so that no message can meet all of them. */
export function isImpossible({ from, inThreads, sentFromMs, sentBeforeMs }: SearchQuery): boolean {
  return from.size > 1 || inThreads.size > 1 || sentFromMs >= sentBeforeMs;
}
