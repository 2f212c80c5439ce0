import { createStore } from '@marketplace-chat/react';
import type { Failure, FailureCode } from '@marketplace-chat/client';
import { english } from './english/index.ts';
import { languages } from './languages.ts';
import { locale, showLocale } from './number.ts';

/**
 * All texts of the page, by area. A text that a user sees stands here and nowhere else.
 *
 * A new text goes to the area that it belongs to, in `english/`: `start` before a conversation is seen, `inbox` the
 * list, `conversation` the open one and its composer, `message` a bubble and its menu, `own` what only the caller sees
 * of a conversation, `cards` and `moments` the marketplace, `errors` what went wrong. A new area (search, attachments,
 * notifications) is a new file there, named in `english/index.ts`. A text with a number or a name in it is a function.
 * Every other language has to have it too: a missing text is a type error.
 */
export type Words = typeof english;

/**
 * The texts in the language of the page. They change when the language does: read them when something is shown, never
 * when a module is loaded.
 */
export let words: Words = english;

const shown = createStore({ words: english, locale: locale() });

/** The texts in the language of the page, for a component that renders again when language or region changes. */
export function useWords(): Words {
  return shown.use().words;
}

/** The tags of all languages, those that are loaded when they are chosen included. */
export const languageTags = ['en', ...Object.keys(languages)];

let lastChoice = 0;

/**
 * Shows the page in the first of the wanted languages that it has; in English if there is none, or if its
 * texts cannot be loaded. Numbers and dates are those of the first wanted region of that language.
 *
 * @param wanted as in `navigator.languages`
 */
export async function chooseLanguage(wanted: readonly string[], others = languages): Promise<void> {
  lastChoice += 1;
  const choice = lastChoice;
  const known: typeof others = { en: async () => Promise.resolve(english), ...others };
  const found = wanted.map(languageOf).find((language) => Object.hasOwn(known, language)) ?? 'en';
  const dictionary = await known[found]!().catch(() => english);
  // Another language may have been chosen meanwhile.
  if (choice !== lastChoice) return;
  words = dictionary;
  const regional = wanted.find((tag) => languageOf(tag) === languageOf(dictionary.locale) && hasRegion.test(tag));
  showLocale(regional ?? dictionary.locale);
  shown.set({ words, locale: locale() });
}

const languageOf = (tag: string) => tag.split('-', 1)[0]!.toLowerCase();
const hasRegion = /^[a-z]{2,3}(-[a-z]{4})?-([a-z]{2}|\d{3})$/i;

/** What the user was doing when it failed. */
export type Doing = keyof Words['errorsOf'];

/** The text of a failure for the user. */
export function errorText({ code }: Failure, doing?: Doing): string {
  const known: Partial<Record<FailureCode, string>> = doing === undefined ? {} : words.errorsOf[doing];
  return known[code] ?? words.errors[code];
}
