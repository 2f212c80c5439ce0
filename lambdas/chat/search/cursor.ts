import { createHash } from 'node:crypto';
import * as z from 'zod';
import { badRequest } from '../../../protocol/parse.ts';
import type { VisitedSet } from './visited.ts';

/** Where the next page of a search begins. */
export interface SearchPlace {
  visited: VisitedSet;
  /** The conversation that the page before has looked through down to a seq, which is not part of it. */
  within: { threadId: string; beforeSeq: number } | null;
  /** How many conversations filled the page before. */
  width: number;
}

/** Whose search it is, and for what: a cursor is good for no other. */
export interface SearchOwner {
  userId: string;
  q: string;
}

/** All but the bytes of the set. */
const head = z.tuple([
  z.enum(['visited', 'rest']),
  z.int().min(1).max(48),
  z.string().nullable(),
  z.int().min(0),
  z.int().min(1),
]);

/**
 * A checksum, not a signature: a user who forges a cursor can only skip conversations of their own. What a cursor says
 * of a conversation is used only if it is one of the caller's.
 */
function checksum({ userId, q }: SearchOwner, text: string): string {
  return createHash('sha256')
    .update(JSON.stringify([userId, q, text]))
    .digest('base64url')
    .slice(0, 16);
}

/** Opaque to clients, and made of characters that need no escape in a URL. */
export function encodeCursor({ visited, within, width }: SearchPlace, owner: SearchOwner): string {
  const { threadId, beforeSeq } = within ?? { threadId: null, beforeSeq: 0 };
  const parts: z.input<typeof head> = [visited.listed, visited.bits, threadId, beforeSeq, width];
  const encoded = [Buffer.from(JSON.stringify(parts)), Buffer.from(visited.bytes)];
  const text = encoded.map((part) => part.toString('base64url')).join('.');
  return `${checksum(owner, text)}.${text}`;
}

/** @throws ChatError `bad_request` for anything but a cursor of this user's search for the same text */
export function decodeCursor(cursor: string, owner: SearchOwner): SearchPlace {
  const [check, first = '', second = '', ...more] = cursor.split('.');
  if (more.length > 0 || check !== checksum(owner, `${first}.${second}`)) throw refusal();
  const [listed, bits, threadId, beforeSeq, width] = headOf(first);
  return {
    visited: { listed, bits, bytes: Buffer.from(second, 'base64url') },
    within: threadId === null ? null : { threadId, beforeSeq },
    width,
  };
}

const refusal = () => badRequest([{ field: 'cursor', message: 'is not a cursor of this search' }]);

function headOf(text: string): z.output<typeof head> {
  try {
    return head.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    throw refusal();
  }
}
