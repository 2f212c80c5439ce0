import type { Store } from '../chat/ports/store.ts';
import { blockStore } from './blocks.ts';
import { counted } from './counted-store.ts';
import { creationStore } from './creation.ts';
import { eventStore } from './events.ts';
import { inboxStore } from './inbox.ts';
import { messageStore } from './messages.ts';
import { ownSideStore } from './own-side.ts';
import { PageRows } from './page-rows.ts';
import { presenceStore } from './presence.ts';
import { receiptStore } from './receipts.ts';
import { roomStore } from './rooms.ts';
import type { TableClient } from './table-client.ts';
import { threadStore } from './threads.ts';
import { unreadStore } from './unread.ts';
import { uploadStore } from './uploads.ts';

/** The whole table as the rules see it. */
export function createStore(table: TableClient): Store {
  const pageRows = new PageRows();
  return counted({
    ...threadStore(table, pageRows),
    ...creationStore(table),
    ...messageStore(table, pageRows),
    ...eventStore(table),
    ...presenceStore(table),
    ...roomStore(table),
    ...inboxStore(table),
    ...unreadStore(table),
    ...receiptStore(table),
    ...ownSideStore(table),
    ...blockStore(table),
    ...uploadStore(table),
  });
}
