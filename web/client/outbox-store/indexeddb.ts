import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { OutboxStore, StoredEntry } from '../api/options.ts';
import { Tab } from '../platform/tab.ts';

/** An entry belongs to the tab that wrote it, so that two tabs do not send it at the same time. */
interface OwnedEntry extends StoredEntry {
  owner: string;
}

interface Schema extends DBSchema {
  entries: { key: string; value: OwnedEntry; indexes: { userId: string } };
}

export interface IndexedDbOutboxOptions {
  /** The name of the database. */
  name?: string;
  /**
   * Shows which tabs are open. Without Web Locks every tab may send every entry, which their ids make harmless (WS-10).
   */
  locks?: Pick<LockManager, 'request' | 'query'>;
}

/** An outbox in IndexedDB. It survives reloads, and an open tab takes over the entries of a closed one. */
export function indexedDbOutbox({
  name = 'chat-outbox',
  locks = globalThis.navigator?.locks,
}: IndexedDbOutboxOptions = {}): OutboxStore {
  return new IndexedDbOutbox(name, locks);
}

function withoutOwner({ owner: _, ...entry }: OwnedEntry): StoredEntry {
  return entry;
}

class IndexedDbOutbox implements OutboxStore {
  private readonly tab: Tab;
  private readonly opened: Promise<IDBPDatabase<Schema>>;

  constructor(name: string, locks: IndexedDbOutboxOptions['locks']) {
    this.tab = new Tab('chat-tab-', locks);
    this.opened = this.open(name);
    // Each use of the outbox reports the failure. This prevents an unhandled rejection before the first use.
    this.opened.catch(() => {});
  }

  private async open(name: string): Promise<IDBPDatabase<Schema>> {
    await this.tab.open();
    return openDB<Schema>(name, 1, {
      upgrade: (db) => void db.createObjectStore('entries', { keyPath: 'id' }).createIndex('userId', 'userId'),
    });
  }

  async adopt(userId: string): Promise<StoredEntry[]> {
    const db = await this.opened;
    return this.tab.alone(async () => {
      const open = await this.tab.others();
      const tx = db.transaction('entries', 'readwrite');
      const found = await tx.store.index('userId').getAll(userId);
      const mine = found.filter((entry) => !open.has(entry.owner));
      await Promise.all([...mine.map((entry) => tx.store.put({ ...entry, owner: this.tab.name })), tx.done]);
      return mine.map(withoutOwner);
    });
  }

  async add(entry: StoredEntry): Promise<void> {
    await (await this.opened).put('entries', { ...entry, owner: this.tab.name });
  }

  async update(entry: StoredEntry, previousAfterSeq: number | null): Promise<StoredEntry | null> {
    const tx = (await this.opened).transaction('entries', 'readwrite');
    const known = await tx.store.get(entry.id);
    const isMine = known?.afterSeq === previousAfterSeq;
    if (isMine) await tx.store.put({ ...entry, owner: this.tab.name });
    await tx.done;
    return isMine ? entry : known ? withoutOwner(known) : null;
  }

  async remove(id: string): Promise<void> {
    await (await this.opened).delete('entries', id);
  }

  async count(userId: string): Promise<number> {
    return (await this.opened).countFromIndex('entries', 'userId', userId);
  }

  async clear(userId: string): Promise<void> {
    const tx = (await this.opened).transaction('entries', 'readwrite');
    const ids = await tx.store.index('userId').getAllKeys(userId);
    await Promise.all([...ids.map((id) => tx.store.delete(id)), tx.done]);
  }
}
