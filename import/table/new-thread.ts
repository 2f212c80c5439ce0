import { roles } from '../../protocol/objects.ts';
import { matchBlocks } from '../../lambdas/chat/log/match-blocks.ts';
import { putUnreadRows } from '../../lambdas/chat/log/unread-rows.ts';
import type { LogMessage, Thread } from '../../lambdas/chat/model/types.ts';
import { fromImportedThread } from '../../lambdas/data/items/thread.ts';
import { keys } from '../../lambdas/data/keys.ts';
import { appendPut } from '../../lambdas/data/messages.ts';
import { receiptPut } from '../../lambdas/data/receipts.ts';
import { appendImported } from '../map/message.ts';
import { nothingRead, readOn, type Receipt } from '../map/reading.ts';
import { withLog, type ImportedThread } from '../map/thread.ts';
import { BatchWriter } from './batch-writer.ts';
import { itemBytes, itemBytesMax } from './item-size.ts';
import { oldLogOf, type OldEntry } from './old-log.ts';
import type { Sink } from './progress.ts';
import type { Work, WorkOnTable } from './work.ts';

/**
 * Writes a thread that is not in the table. Its own row comes last: until then nobody can find the thread, so that its
 * rows can be written in any order, and an import that is interrupted writes them again.
 *
 * @param leftSeq the last seq that an interrupted import has written
 * @returns whether this call has written the thread
 */
export async function writeNewThread(work: WorkOnTable, mapped: ImportedThread, leftSeq: number): Promise<boolean> {
  const { target } = work;
  const rows = new BatchWriter(target.documents, target.tableName);
  const { newest, reading } = await writeLog(rows, work, mapped.thread);
  await removeLeft(rows, mapped.thread, newest?.seq ?? 0, leftSeq);
  await rows.flush();
  const thread = withLog(mapped, newest, reading);
  const { ctx, table } = target;
  await Promise.all([
    ctx.store.touchInboxes(thread, thread.activeStep, roles),
    putUnreadRows(ctx, thread, thread.unreadFor),
  ]);
  const { held } = await table.put({
    Item: { ...keys.thread(thread.id), ...fromImportedThread(thread) },
    ConditionExpression: 'attribute_not_exists(PK)',
  });
  if (held) await matchBlocks(ctx, thread);
  return held;
}

async function writeLog(rows: BatchWriter, work: Work, thread: Thread) {
  const { sink } = work;
  let newest: LogMessage | undefined;
  let reading = nothingRead;
  for await (const page of oldLogOf(work, thread)) {
    page.problems.forEach((problem) => sink.problem(problem));
    for (const entry of page.entries) {
      const message = await putMessage(rows, thread, newest, entry, sink);
      if (message === null) continue;
      newest = message;
      const read = readOn(reading, thread, message, entry.old, page.times);
      reading = read.reading;
      await putReceipts(rows, thread.id, read.receipts);
    }
    sink.did({ messages: page.entries.length, addedMessages: page.entries.length });
  }
  return { newest, reading };
}

/** Null, and reported, if the message is too large to be stored. */
async function putMessage(
  rows: BatchWriter,
  { id }: Thread,
  newest: LogMessage | undefined,
  { imported }: OldEntry,
  sink: Sink,
): Promise<LogMessage | null> {
  const message = appendImported(newest, imported);
  const { Item } = appendPut(id, message);
  const bytes = itemBytes(Item);
  if (bytes > itemBytesMax) {
    sink.problem({ row: `message ${imported.id} of thread ${id}`, reason: tooLarge(bytes) });
    return null;
  }
  await rows.put(Item);
  return message;
}

export const tooLarge = (bytes: number) => `its row has ${bytes} bytes, and DynamoDB stores ${itemBytesMax}`;

async function putReceipts(rows: BatchWriter, threadId: string, receipts: Receipt[]): Promise<void> {
  for (const { role, seq, atMs } of receipts) await rows.put(receiptPut(threadId, role, seq, atMs).Item);
}

/** Of an interrupted import, since which the old system has lost messages. */
async function removeLeft(rows: BatchWriter, { id }: Thread, lastSeq: number, leftSeq: number): Promise<void> {
  for (let seq = lastSeq + 1; seq <= leftSeq; seq += 1) {
    await rows.delete(keys.message(id, seq));
    for (const role of roles) await rows.delete(keys.receipt(id, role, seq));
  }
}
