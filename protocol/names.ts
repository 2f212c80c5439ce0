import { limits } from './limits.ts';
import { cutChars, cutGraphemes, hasVisible } from './text.ts';

/** What may stand on either side of a joiner: letters, marks and emoji. */
const joinable = '[\\p{L}\\p{M}\\p{Extended_Pictographic}\\p{Emoji_Modifier}]';
const joiner = '[\\u200c\\u200d]';

/** A joiner that is not inside a word or an emoji, where it would change nothing that people see. */
const looseJoiner = `(?<!${joinable})${joiner}|${joiner}(?!${joinable})`;
const otherInvisible = `(?!${joiner})[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]`;
const removed = new RegExp(`${looseJoiner}|${otherInvisible}`, 'gu');

const joiners = ['\u200c', '\u200d'];
const printableAscii = /^[\x20-\x7e]*$/;

function withoutInvisible(text: string): string {
  return printableAscii.test(text) ? text.trim() : text.replace(removed, '').trim();
}

/**
 * A name, title or label as it may stand inside any text (OBJ-5): without control and format characters, which could
 * hide in it or reverse the words around it. Empty if nothing visible is left.
 */
export function cleanLabel(text: string): string {
  const cleaned = withoutInvisible(text);
  return hasVisible(cleaned) ? cleaned : '';
}

/**
 * A name as `cleanLabel` returns it, cut to `maxChars`: inside a grapheme only if the first one is longer than that.
 */
function cleanName(text: string, maxChars: number): string {
  const cleaned = cleanLabel(text);
  const cut = cutGraphemes(cleaned, maxChars) || cutChars(cleaned, maxChars);
  let end = cut.length;
  while (joiners.includes(cut.charAt(end - 1))) end -= 1;
  return cut.slice(0, end).trim();
}

/**
 * A user's name, cleaned and cut to 64 characters (OBJ-5). Empty if nothing visible is left: it counts as not given.
 */
export function cleanUsername(text: string): string {
  return cleanName(text, limits.usernameChars);
}

/**
 * A job's title, cleaned and cut to 120 characters (OBJ-5). Empty if nothing visible is left: it counts as not given.
 */
export function cleanJobTitle(text: string): string {
  return cleanName(text, limits.jobTitleChars);
}

/** What is shown for an id of which nothing is visible. */
const unnamed = '?';

/** The name that is shown for a user: without one, the id (OBJ-6). Never empty. */
export function usernameOrId(username: string | undefined, id: string): string {
  return cleanUsername(username ?? '') || cleanUsername(id) || unnamed;
}

/** The title that is shown for a job: without one, the id (OBJ-6). Never empty. */
export function jobTitleOrId(title: string | undefined, id: string): string {
  return cleanJobTitle(title ?? '') || cleanJobTitle(id) || unnamed;
}
