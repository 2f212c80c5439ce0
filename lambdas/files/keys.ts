import type { FilePlace } from '../chat/model/attachment.ts';
import type { ObjectKind } from '../chat/ports/files.ts';

/** The first part of the keys of each kind of object: permissions are by it. */
export const keyPrefixes = { file: 'files/', preview: 'previews/' } as const satisfies Record<ObjectKind, string>;

/** The key of an object. The id of a file is random, so the key cannot be guessed. */
export function keyOf({ threadId, id }: FilePlace, kind: ObjectKind): string {
  return `${keyPrefixes[kind]}${Buffer.from(threadId).toString('base64url')}/${id}`;
}

/** The file that a key belongs to; null for a key of another form. */
export function placeOf(key: string): FilePlace | null {
  const [, thread, id] = /^files\/([\w-]+)\/([\w-]+)$/.exec(key) ?? [];
  return thread === undefined || id === undefined
    ? null
    : { threadId: Buffer.from(thread, 'base64url').toString(), id };
}
