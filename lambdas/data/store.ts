import type { Store } from '../chat/ports/store.ts';
import { connectionStore } from './connections.ts';
import { counted } from './counted-store.ts';
import { inboxStore } from './inbox.ts';
import { messageStore } from './messages.ts';
import { receiptStore } from './receipts.ts';
import type { TableClient } from './table-client.ts';
import { threadStore } from './threads.ts';

/** The whole table as the rules see it. */
export function createStore(table: TableClient): Store {
  return counted({
    ...threadStore(table),
    ...messageStore(table),
    ...connectionStore(table),
    ...inboxStore(table),
    ...receiptStore(table),
  });
}
