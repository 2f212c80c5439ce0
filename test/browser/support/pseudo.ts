import type { Page } from '@playwright/test';

/**
 * Puts every text of the German dictionary in brackets before the page gets it: a pseudo-language. A text without
 * brackets on the page does not come from the dictionary.
 */
export async function markDictionary(page: Page): Promise<void> {
  await page.route('**/assets/german-*.js', async (route) => {
    const url = new URL(route.request().url());
    if (url.search !== '') return route.continue();
    const chunk = await (await route.fetch()).text();
    const name = /export\s*\{\s*\w+ as (\w+)\s*\}/.exec(chunk)?.[1] ?? 'german';
    await route.fulfill({ contentType: 'text/javascript', body: wrapper(`${url.pathname}?unmarked`, name) });
  });
}

const wrapper = (path: string, name: string) => `
import { ${name} as texts } from '${path}';
const mark = (value) => {
  if (typeof value === 'string') return value === '' ? value : '⟦' + value + '⟧';
  if (typeof value === 'function') return (...given) => mark(value(...given));
  if (value instanceof Promise) return value.then(mark);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, mark(part)]));
};
const { locale, direction } = texts;
const marked = { ...mark(texts), locale, direction };
export { marked as ${name} };
`;

/**
 * The texts of the page that are neither marked nor of the users. A single letter is the name of a key.
 *
 * @param ofUsers what users have written, and their names; longer texts first
 */
export async function unmarkedTexts(page: Page, ofUsers: readonly string[]): Promise<string[]> {
  const texts = await page.evaluate(shownTexts);
  return texts.filter((text) => {
    const rest = ofUsers.reduce((left, known) => left.replaceAll(known, ''), withoutMarked(text));
    // A hit of a search is a part of what its user wrote.
    return /\p{L}{2}/u.test(rest) && !ofUsers.some((known) => known.includes(rest.trim()));
  });
}

/** Marked texts may contain marked ones. */
function withoutMarked(text: string): string {
  const inner = text.replace(/⟦[^⟦⟧]*⟧/g, '');
  return inner === text ? text : withoutMarked(inner);
}

/** Runs in the page: the title, and each text, label, hint and title in it. */
function shownTexts(): string[] {
  const attributes = ['aria-label', 'aria-description', 'aria-valuetext', 'placeholder', 'title', 'alt'];
  const found = [document.title];
  for (const element of document.body.querySelectorAll('*')) {
    // Times are written by the browser. In a list of languages each has its own name; without scripts there is none.
    if (element.matches('script, noscript, style, time, option[lang]')) continue;
    for (const attribute of attributes) found.push(element.getAttribute(attribute) ?? '');
    for (const child of element.childNodes) if (child instanceof Text) found.push(child.data);
  }
  return found.filter((text) => text.trim() !== '');
}
