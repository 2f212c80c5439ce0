import { displayHost } from './host.ts';

/** A part of a message: plain text, or a link. */
export type TextPart = { kind: 'text'; text: string } | { kind: 'link'; text: string; href: string };

/**
 * An address ends at white space, at quotes and brackets that do not occur in addresses, and at invisible characters.
 */
const candidate =
  /\b(?:https?:\/\/|www\.)[^\s\p{Cc}\p{Cf}<>"'`“”„‟«»‹›‘’，。；：！？、（）［］｛｝「」『』【】〈〉《》]+/giu;
const punctuation = new Set('.,;:!?*_~…');
const openerOf: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/**
 * Splits a message into text and links, in time linear in its length. Only http and https become links, never
 * `javascript:`. A link shows the real host if the one in the message could be mistaken for another.
 */
export function linkParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(candidate)) {
    const address = trimEnd(match[0]);
    const link = linkOf(address);
    if (link === null) continue;
    if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) });
    parts.push(link);
    end = match.index + address.length;
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) });
  return parts;
}

/** Removes punctuation that ends the sentence, not the address, and closing brackets that have no opening one in it. */
function trimEnd(address: string): string {
  const counts = new Map<string, number>();
  for (const character of address) counts.set(character, (counts.get(character) ?? 0) + 1);
  const countOf = (character: string) => counts.get(character) ?? 0;
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address[end - 1]!;
    const opener = openerOf[last];
    const isUnbalanced = opener !== undefined && countOf(opener) < countOf(last);
    if (!isUnbalanced && !punctuation.has(last)) break;
    counts.set(last, countOf(last) - 1);
  }
  return address.slice(0, end);
}

function linkOf(address: string): TextPart | null {
  const url = URL.parse(/^www\./i.test(address) ? `https://${address}` : address);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return null;
  // A user name before the host hides where a link leads: https://bank.example@elsewhere.example
  if (!url.hostname.includes('.') || url.username !== '' || url.password !== '') return null;
  return { kind: 'link', text: shownAddress(address, url.hostname), href: url.href };
}

/** The address with its host as `displayHost` shows it. The URL parser ends a host at `/`, `?`, `#` and also at `\`. */
function shownAddress(address: string, hostname: string): string {
  const [, scheme = '', host = ''] = /^(https?:\/\/)?([^/?#\\:]*)/i.exec(address) ?? [];
  return scheme + displayHost(host, hostname) + address.slice(scheme.length + host.length);
}
