import type { FilePlace } from '../chat/model/attachment.ts';
import type { ObjectKind } from '../chat/ports/files.ts';

/** The first part of the keys of each kind of object: permissions are by it. */
export const keyPrefixes = { file: 'files/', preview: 'previews/' } as const satisfies Record<ObjectKind, string>;

/** The key of an object. The id of a file is random, so the key cannot be guessed. */
export function keyOf({ threadId, id }: FilePlace, kind: ObjectKind): string {
  return `${keyPrefixes[kind]}${Buffer.from(threadId).toString('base64url')}/${id}`;
}
