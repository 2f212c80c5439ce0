import type { OutboxStore, StoredEntry } from '../api/options.ts';

/** An outbox in memory, for Node and for browsers without IndexedDB. */
export function memoryOutbox(): OutboxStore {
  const entries = new Map<string, StoredEntry>();
  const ofUser = (userId: string) => [...entries.values()].filter((entry) => entry.userId === userId);
  return {
    adopt: async (userId) => ofUser(userId),
    add: async (entry) => void entries.set(entry.id, entry),
    update: async (entry, previousAfterSeq) => {
      const known = entries.get(entry.id);
      if (known?.afterSeq !== previousAfterSeq) return known ?? null;
      entries.set(entry.id, entry);
      return entry;
    },
    remove: async (id) => void entries.delete(id),
    count: async (userId) => ofUser(userId).length,
    clear: async (userId) => ofUser(userId).forEach(({ id }) => entries.delete(id)),
  };
}
