/** A part of a message: plain text, or a link. */
export type TextPart = { kind: 'text'; text: string } | { kind: 'link'; text: string; href: string };

const candidate = /\b(?:https?:\/\/|www\.)[^\s<>"'`]+/giu;
const punctuation = /^[.,;:!?*_~…]$/u;
const pairs: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/** Splits a message into text and links. Only http and https become links, never `javascript:`. */
export function linkParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(candidate)) {
    const shown = trimEnd(match[0]);
    const href = safeHref(shown);
    if (href === null) continue;
    if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) });
    parts.push({ kind: 'link', text: shown, href });
    end = match.index + shown.length;
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) });
  return parts;
}

/** Removes punctuation that ends the sentence, not the address, and closing brackets that have no opening one in it. */
function trimEnd(address: string): string {
  let current = address;
  for (;;) {
    const last = current.at(-1) ?? '';
    const open = pairs[last];
    const unbalanced = open !== undefined && current.split(open).length < current.split(last).length;
    if (!unbalanced && !punctuation.test(last)) return current;
    current = current.slice(0, -1);
  }
}

function safeHref(address: string): string | null {
  const url = URL.parse(/^www\./i.test(address) ? `https://${address}` : address);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return null;
  // A user name before the host hides where a link leads: https://bank.example@elsewhere.example
  return url.hostname.includes('.') && url.username === '' && url.password === '' ? url.href : null;
}
