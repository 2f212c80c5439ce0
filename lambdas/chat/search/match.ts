import { fold } from '../../../protocol/fold.ts';
import type { Role } from '../../../protocol/objects.ts';
import { otherRole } from '../model/participant.ts';
import { searchedTexts } from '../model/searched-texts.ts';
import type { Attachment } from '../model/attachment.ts';
import type { LogMessage } from '../model/types.ts';
import type { SearchedContent, SearchQuery, Term } from './query.ts';

const wordCharacter = /[\p{L}\p{N}\p{M}]/u;
/** Scripts without spaces between words. Script extensions include the mark that lengthens a vowel of Kana. */
const unspaced = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;
const address = /https?:\/\/[^\s/]/iu;
const hostStart = /(?<![\p{L}\p{N}.])www\./giu;
const hostRest = /^[^\s.]+\.\S/u;

/** Whether the message meets every condition of the query but that of the thread. `role` is the caller's. */
export function matches(query: SearchQuery, message: LogMessage, role: Role): boolean {
  if (message.deletedAtMs !== null) return false;
  if (message.sentAtMs < query.sentFromMs || message.sentAtMs >= query.sentBeforeMs) return false;
  if (query.from.has('me') && message.author !== role) return false;
  if (query.from.has('them') && message.author !== otherRole(role)) return false;
  if ([...query.has].some((content) => !hasContent(message, content))) return false;
  const texts = searchedTexts(message).map(fold);
  const occurs = (term: Term) => texts.some((text) => occurrences(text, term).next().done !== true);
  return query.terms.every(occurs) && !query.without.some(occurs);
}

const isFile = ({ kind }: Attachment) => kind !== 'image' && kind !== 'voice';

function hasContent({ content, attachments }: LogMessage, wanted: SearchedContent): boolean {
  if (wanted === 'link') return hasLink(content);
  return attachments.some((file) => (wanted === 'file' ? isFile(file) : file.kind === wanted));
}

/** Looking for whole hosts from any place could take more than linear time, from known places it does not. */
function hasLink(content: string): boolean {
  if (address.test(content)) return true;
  return [...content.matchAll(hostStart)].some(({ 0: start, index }) =>
    hostRest.test(content.slice(index + start.length)),
  );
}

/** Where the term occurs in a folded text. Occurrences may overlap. */
export function* occurrences(text: string, { kind, text: wanted }: Term): Generator<number> {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1))
    if (kind === 'phrase' || isWordStart(text, at)) yield at;
}

function isWordStart(text: string, at: number): boolean {
  const before = characterBefore(text, at);
  if (!wordCharacter.test(before) || unspaced.test(before)) return true;
  const first = String.fromCodePoint(text.codePointAt(at) ?? 0);
  return !wordCharacter.test(first) || unspaced.test(first);
}

/** The code point that ends there; empty at the start. */
function characterBefore(text: string, at: number): string {
  return Array.from(text.slice(Math.max(at - 2, 0), at)).at(-1) ?? '';
}
