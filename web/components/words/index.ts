import type { Failure, FailureCode } from '@marketplace-chat/client';
import { english } from './english/index.ts';

/**
 * All texts of the page, by area. A text that a user sees stands here and nowhere else.
 *
 * A new text goes to the area that it belongs to, in `english/`: `start` before a conversation is seen, `inbox` the
 * list, `conversation` the open one and its composer, `message` a bubble and its menu, `own` what only the caller sees
 * of a conversation, `cards` and `moments` the marketplace, `errors` what went wrong. A new area (search, attachments,
 * notifications) is a new file there, named in `english/index.ts`. A text with a number or a name in it is a function.
 */
export type Words = typeof english;

/**
 * The texts in the language of the page. They change when the language does: read them when something is shown, never
 * when a module is loaded.
 */
export let words: Words = english;

/**
 * The languages besides English, each loaded when it is chosen:
 * `de: async () => (await import('./german.ts')).german`.
 */
type Languages = Record<string, () => Promise<Words>>;

const others: Languages = {};

/**
 * Shows the page in the first of the wanted languages that it has; in English if there is none, or if its
 * texts cannot be loaded.
 *
 * @param wanted as in `navigator.languages`
 */
export async function chooseLanguage(wanted: readonly string[], languages = others): Promise<void> {
  const known: Languages = { en: async () => Promise.resolve(english), ...languages };
  const load = wanted.map((tag) => known[tag.split('-', 1)[0]!.toLowerCase()]).find((found) => found !== undefined);
  words = (await load?.().catch(() => null)) ?? english;
}

/** What the user was doing when it failed. */
export type Doing = keyof Words['errorsOf'];

/** The text of a failure for the user. */
export function errorText({ code }: Failure, doing?: Doing): string {
  const known: Partial<Record<FailureCode, string>> = doing === undefined ? {} : words.errorsOf[doing];
  return known[code] ?? words.errors[code];
}
