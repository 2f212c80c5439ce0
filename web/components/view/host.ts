/**
 * The scripts that may occur together in a host: the level "highly restrictive" of UTS 39, section 5.2. Latin is
 * limited to the blocks with the letters of living languages, since others contain look-alikes of ASCII letters.
 */
const latin = 'a-z\\u00df-\\u00f6\\u00f8-\\u01bf\\u01c4-\\u024f\\u1e00-\\u1eff';
const singles = [
  'Arabic',
  'Armenian',
  'Bengali',
  'Cyrillic',
  'Devanagari',
  'Ethiopic',
  'Georgian',
  'Greek',
  'Gujarati',
  'Gurmukhi',
  'Hebrew',
  'Kannada',
  'Khmer',
  'Lao',
  'Malayalam',
  'Myanmar',
  'Oriya',
  'Sinhala',
  'Tamil',
  'Telugu',
  'Thai',
  'Tibetan',
].map((script) => `\\p{Script=${script}}`);
const eastAsian = ['\\p{Script=Hiragana}\\p{Script=Katakana}\\u30fc', '\\p{Script=Bopomofo}', '\\p{Script=Hangul}'].map(
  (scripts) => `${latin}\\p{Script=Han}${scripts}`,
);
const unambiguous = [latin, ...singles, ...eastAsian].map(
  (letters) => new RegExp(`^(?!.*\\p{M}{3})[${letters}0-9.-]+$`, 'u'),
);

/**
 * How to show a host: as it was written if nobody can mistake it for another one, else as `hostname`, which is ASCII
 * with punycode for everything else.
 *
 * @param written the host in the text
 * @param hostname the host that the link leads to, as `URL.hostname` has it
 */
export function displayHost(written: string, hostname: string): string {
  const lower = written.normalize('NFC').toLowerCase();
  if (lower === hostname) return written;
  // Unless the host is an internationalised one, it differs only because the URL parser has corrected it.
  const isInternational = hostname.split('.').some((label) => label.startsWith('xn--'));
  return isInternational && unambiguous.some((pattern) => pattern.test(lower)) ? written : hostname;
}
