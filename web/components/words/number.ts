/** The forms of a text with a number, which stands where the `#` is. Which of them a language has, CLDR says. */
export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** The language of the texts with the reader's own region, which decides on numbers, dates and amounts. */
let shown = 'en-GB';

/** For `Intl`, whenever something is shown. */
export function locale(): string {
  return shown;
}

export function showLocale(tag: string): void {
  shown = tag;
}

/** A number as it stands in a text. */
export function figure(n: number): string {
  return n.toLocaleString(shown);
}

/** Several names as one text: “Ada and Bob”. */
export function listOf(names: readonly string[]): string {
  return new Intl.ListFormat(shown).format(names);
}

/**
 * Chooses among the forms of a text by the plural rules of a language: `{ one: '# message', other: '# messages' }`.
 *
 * @param language the language of the texts
 */
export function pluralIn(language: string): (n: number, forms: PluralForms) => string {
  const rules = new Intl.PluralRules(language);
  return (n, forms) => (forms[rules.select(n)] ?? forms.other).replace('#', figure(n));
}
