const marks = /\p{M}/gu;

/** Letters that people write with another one where they lack a key, and that Unicode does not decompose. */
const plain: Record<string, string> = { ς: 'σ', ł: 'l', ø: 'o', đ: 'd', ħ: 'h', æ: 'ae', œ: 'oe' };
const special = new RegExp(`[${Object.keys(plain).join('')}]`, 'gu');

/**
 * The text as a search compares it: without differences of case, accents and width, the same in every locale. `isik`
 * and `Işık` fold alike, so do `strasse` and `Straße`.
 */
export function fold(text: string): string {
  const base = text.normalize('NFKD').replace(marks, '');
  // Only upper case makes ß into ss and ı into i; the capital ẞ needs lower case first.
  const cased = base.toLowerCase().toUpperCase().toLowerCase();
  return cased.replace(special, (letter) => plain[letter]!);
}
