import { createStore } from '@marketplace-chat/react';
import { chooseLanguage } from '../words/index.ts';
import { browserStorage } from './storage.ts';

const key = 'chat.language';

/** The language that the reader has chosen; empty for that of the app or of the device. */
export const languageChoice = createStore<string>(browserStorage.getItem(key) ?? '');

/** The language of the app. */
let ofApp: string | undefined;

/**
 * Shows the chat in the language that the reader has chosen, else in the app's, else in one of the device, else in
 * English.
 *
 * @param language of the app, such as `de`
 */
export async function applyLanguage(language?: string): Promise<void> {
  ofApp = language;
  const wanted = [languageChoice.get(), ofApp ?? '', ...navigator.languages];
  await chooseLanguage(wanted.filter((tag) => tag !== ''));
}

/** The reader chooses a language, which is kept for the next visit; empty for that of the app or of the device. */
export async function keepLanguage(tag: string): Promise<void> {
  if (tag === '') browserStorage.removeItem(key);
  else browserStorage.setItem(key, tag);
  languageChoice.set(tag);
  await applyLanguage(ofApp);
}

/** A language in its own words: `Deutsch` for `de`. */
export function nameOfLanguage(tag: string): string {
  return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
}
