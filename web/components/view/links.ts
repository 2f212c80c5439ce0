import { displayHost } from './host.ts';

/** A part of a message: plain text, or a link with what the message has in its place. */
export type TextPart = { kind: 'text'; text: string } | { kind: 'link'; text: string; href: string; source: string };

/**
 * An address ends at white space, at invisible characters, and at quotes, brackets and punctuation that do not occur in
 * addresses: those of ASCII, of typography, of East Asia, of Arabic and of Indic scripts.
 */
const enders = [
  String.raw`\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800`,
  '<>"\'`“”„‟‚‛«»‹›‘’…⟨⟩',
  '，．。；：！？、（）［］｛｝「」『』【】〈〉《》〔〕〖〗〝〞〟＂＇＜＞～｡｢｣､',
  '،؛؟۔।॥',
];
const candidate = new RegExp(String.raw`\b(?:https?:\/\/|www\.)[^${enders.join('')}]+`, 'giu');
const punctuation = new Set('.,;:!?*_~…');
const openerOf: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/**
 * Splits a message into text and links, in time linear in its length. Only http and https become links, never
 * `javascript:`. A link shows the real host if the one in the message could be mistaken for another.
 */
export function linkParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let shown = 0;
  for (const { start, end, link } of linkRanges(text)) {
    if (start > shown) parts.push({ kind: 'text', text: text.slice(shown, start) });
    parts.push(link);
    shown = end;
  }
  if (shown < text.length) parts.push({ kind: 'text', text: text.slice(shown) });
  return parts;
}

/** The links in a text and where they are, in UTF-16 units. */
export function linkRanges(text: string): { start: number; end: number; link: TextPart }[] {
  return [...text.matchAll(candidate)].flatMap(({ 0: found, index }) => {
    const address = trimEnd(found);
    const link = linkOf(address);
    return link === null ? [] : [{ start: index, end: index + address.length, link }];
  });
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
  return { kind: 'link', text: shownAddress(address, url.hostname), href: url.href, source: address };
}

/** The address with its host as `displayHost` shows it. The URL parser ends a host at `/`, `?`, `#` and also at `\`. */
function shownAddress(address: string, hostname: string): string {
  const [, scheme = '', host = ''] = /^(https?:\/\/)?([^/?#\\:]*)/i.exec(address) ?? [];
  return scheme + displayHost(host, hostname) + address.slice(scheme.length + host.length);
}
