import type { OutboxStore, StoredEntry } from './options.ts';

/** An outbox that lives as long as the process: for Node, and for browsers that have no IndexedDB. */
export function memoryOutbox(): OutboxStore {
  const entries = new Map<string, StoredEntry>();
  return {
    adopt: async (userId) => [...entries.values()].filter((entry) => entry.userId === userId),
    add: async (entry) => void entries.set(entry.id, entry),
    update: async (entry, previousAfterSeq) => {
      const known = entries.get(entry.id);
      if (known?.afterSeq !== previousAfterSeq) return known ?? null;
      entries.set(entry.id, entry);
      return entry;
    },
    remove: async (id) => void entries.delete(id),
  };
}
