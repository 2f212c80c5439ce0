import type { Entry } from '../state/client.ts';

/** The ids of the entry's attachments in their order; null while a file is not complete. */
export function attachmentsOf({ files = [] }: Pick<Entry, 'files'>): string[] | null {
  const ids = files.map(({ attachment }) => attachment);
  return ids.includes(null) ? null : (ids as string[]);
}
