import * as z from 'zod';
import { badRequest } from '../../../protocol/parse.ts';

/** A thread's place in the inbox: ordered by the index's time step, within it by the exact time, then by id. */
export interface Place {
  step: number;
  atMs: number;
  id: string;
  /** In a step that is listed in the order of the index: the thread of the last row that was read. */
  row?: string;
}

const id = z.string().min(1).max(128);
const place = [z.int().min(0), z.int().min(0), id] as const;
const cursorSchema = z.union([z.tuple([...place]), z.tuple([...place, id])]);

/** Opaque to clients. It contains only a place; the token says whose inbox it is a place of. */
export function encodeCursor({ step, atMs, id, row }: Place): string {
  const parts = [step, atMs, id, ...(row === undefined ? [] : [row])];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** @throws ChatError `bad_request` for anything that `encodeCursor` has not made */
export function decodeCursor(cursor: string): Place {
  try {
    const parts = cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    const [step, atMs, id, row] = parts;
    return { step, atMs, id, ...(row === undefined ? {} : { row }) };
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
