import * as z from 'zod';
import { badRequest } from '../../../protocol/parse.ts';

/** A thread's place in the inbox: ordered by the index's time step, within it by the exact time, then by id. */
export interface Place {
  step: number;
  atMs: number;
  id: string;
}

const cursorSchema = z.tuple([z.int().min(0), z.int().min(0), z.string().min(1).max(128)]);

/** Opaque to clients. It contains only a place; the token says whose inbox it is a place of. */
export function encodeCursor({ step, atMs, id }: Place): string {
  return Buffer.from(JSON.stringify([step, atMs, id])).toString('base64url');
}

/** @throws ChatError `bad_request` for anything that `encodeCursor` has not made */
export function decodeCursor(cursor: string): Place {
  try {
    const [step, atMs, id] = cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { step, atMs, id };
  } catch {
    throw badRequest([{ field: 'cursor', message: 'is not a cursor of this list' }]);
  }
}

/** Newest first, for `sort`. */
export function inOrder(a: Place, b: Place): number {
  return b.step - a.step || b.atMs - a.atMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** A place before every thread of that step: no thread is active so late. */
export function beforeStep(step: number): Place {
  return { step, atMs: Number.MAX_SAFE_INTEGER, id: '-' };
}
