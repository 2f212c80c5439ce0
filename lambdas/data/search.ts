import type { InboxRow } from '../chat/ports/store.ts';
import type { LogFilter, LogPart, SearchStore } from '../chat/ports/search-store.ts';
import { inboxItem } from './inbox.ts';
import { toMessage } from './items/message.ts';
import { toThread } from './items/thread.ts';
import { keys, partition, sort, span, withoutPrefix } from './keys.ts';
import { messageStore } from './messages.ts';
import { PageRows } from './page-rows.ts';
import type { Page, TableClient } from './table-client.ts';
import { threadStore } from './threads.ts';

const rowsPerQuery = 5_000;
const rowsMax = 20_000;
/** What a strongly consistent read unit pays for. ("Read consistency", Amazon DynamoDB.) */
const unitBytes = 4 * 1024;
/** An expression has at most 4 KB and 300 operators; the longest texts select most. ("Service quotas".) */
const filteredTextsMax = 5;

/**
 * The rows themselves, not the index: an index is updated some time after the rows (SR-1). A thread that the user has
 * deleted has no step.
 */
function inboxQuery(userId: string, start: Page['next']) {
  const { low, high } = span('thread');
  return {
    KeyConditionExpression: 'PK = :pk AND SK BETWEEN :low AND :high',
    FilterExpression: 'attribute_exists(active_step)',
    ProjectionExpression: 'SK, active_step',
    ExpressionAttributeValues: { ':pk': partition.user(userId), ':low': low, ':high': high },
    Limit: rowsPerQuery,
    ConsistentRead: true,
    ExclusiveStartKey: start,
  };
}

type Conditions = { parts: string[]; values: Record<string, unknown> };

/**
 * `fold` is empty if the content is its own folded text. Rows of an earlier version have no `fold`: they are all
 * returned, and their reader folds them.
 */
function textConditions(texts: readonly string[]): Conditions {
  const chosen = texts.toSorted((a, b) => b.length - a.length).slice(0, filteredTextsMax);
  if (chosen.length === 0) return { parts: [], values: {} };
  const inAll = (attribute: string) => chosen.map((_, index) => `contains(${attribute}, :text${index})`).join(' AND ');
  return {
    parts: [`(attribute_not_exists(fold) OR (${inAll('fold')}) OR (fold = :empty AND ${inAll('content')}))`],
    values: { ':empty': '', ...Object.fromEntries(chosen.map((text, index) => [`:text${index}`, text])) },
  };
}

function otherConditions({ author, sentFromMs, sentBeforeMs, hasAttachments, hasLink }: LogFilter): Conditions {
  const parts = ['attribute_not_exists(deleted)'];
  const values: Record<string, unknown> = {};
  const add = (part: string, name: string, value: unknown) => {
    parts.push(part);
    values[name] = value;
  };
  if (author !== null) add('#by = :by', ':by', author);
  if (Number.isFinite(sentFromMs)) add('#at >= :from', ':from', sentFromMs);
  if (Number.isFinite(sentBeforeMs)) add('#at < :before', ':before', sentBeforeMs);
  if (hasAttachments) parts.push('attribute_exists(files)');
  if (hasLink) {
    const isLink = ['contains(content, :scheme)', 'contains(content, :www)', 'contains(fold, :www)'];
    parts.push(`(attribute_not_exists(fold) OR ${isLink.join(' OR ')})`);
    Object.assign(values, { ':scheme': '://', ':www': 'www.' });
  }
  return { parts, values };
}

function logQuery(threadId: string, filter: LogFilter, { beforeSeq, limit }: { beforeSeq: number; limit: number }) {
  const conditions = [textConditions(filter.texts), otherConditions(filter)];
  const expression = conditions.flatMap(({ parts }) => parts).join(' AND ');
  // `by` and `at` are reserved words.
  const names = Object.entries({ '#by': 'by', '#at': 'at' }).filter(([name]) => expression.includes(name));
  return {
    KeyConditionExpression: 'PK = :pk AND SK BETWEEN :low AND :high',
    FilterExpression: expression,
    ...(names.length > 0 && { ExpressionAttributeNames: Object.fromEntries(names) }),
    ExpressionAttributeValues: {
      ':pk': partition.thread(threadId),
      ':low': sort.message(1),
      ':high': sort.message(beforeSeq - 1),
      ...Object.assign({}, ...conditions.map(({ values }) => values)),
    },
    ScanIndexForward: false,
    Limit: limit,
    ConsistentRead: true,
    ReturnConsumedCapacity: 'TOTAL' as const,
  };
}

function partOf({ items, next, scanned, readUnits }: Page): LogPart {
  const lastSeq = next === undefined ? 1 : Number(withoutPrefix(String(next.SK), 'message'));
  return {
    messages: items.map(toMessage),
    next: lastSeq > 1 ? lastSeq : null,
    rows: scanned,
    bytes: readUnits * unitBytes,
  };
}

export function createSearchStore(table: TableClient): SearchStore {
  const pageRows = new PageRows();
  const { findThread } = threadStore(table, pageRows);
  const { getMessages } = messageStore(table, pageRows);
  return {
    findThread,
    getMessages,

    async listAllInbox(userId) {
      const rows: InboxRow[] = [];
      let start: Page['next'];
      let scanned = 0;
      do {
        const page = await table.query(inboxQuery(userId, start));
        for (const item of page.items) {
          const row = inboxItem.parse(item);
          rows.push({ threadId: withoutPrefix(row.SK, 'thread'), activeStep: row.active_step });
        }
        scanned += page.scanned;
        start = page.next;
      } while (start !== undefined && scanned < rowsMax);
      return rows;
    },

    async readCurrentThreads(threadIds) {
      const rows = await table.batchGet(threadIds.map(keys.thread), { consistent: true });
      return rows.map(toThread);
    },

    async searchLog(threadId, filter, range) {
      return partOf(await table.query(logQuery(threadId, filter, range)));
    },
  };
}
