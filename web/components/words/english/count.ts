/** The language of the texts beside this file, and of dates, amounts and numbers with them. */
export const locale = 'en-GB';

let plurals: Intl.PluralRules | null = null;

/** A number as it stands in a text. */
export function figure(n: number): string {
  return n.toLocaleString(locale);
}

/** A number with its noun. */
export function count(n: number, one: string, other: string): string {
  plurals ??= new Intl.PluralRules(locale);
  return `${figure(n)} ${plurals.select(n) === 'one' ? one : other}`;
}
