import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Attachment } from '../chat/model/attachment.ts';
import type { LogMessage } from '../chat/model/types.ts';
import type { Appended, Store } from '../chat/ports/store.ts';
import { fromMessage, toMessage } from './items/message.ts';
import { findThreadIn } from './items/thread.ts';
import { keys, partition, sort } from './keys.ts';
import { bytesOf, type PageRows } from './page-rows.ts';
import type { Page, TableClient } from './table-client.ts';

/**
 * The commit of a message, on the condition that its place in the log is free. A failed one returns the message
 * in that place.
 */
export function appendPut(threadId: string, message: LogMessage) {
  return {
    Item: { ...keys.message(threadId, message.seq), ...fromMessage(message) },
    ConditionExpression: 'attribute_not_exists(PK)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

/** Replaces only the revision that was read: of two edits at once, one has to read again. */
function replacePut(threadId: string, message: LogMessage) {
  return {
    Item: { ...keys.message(threadId, message.seq), ...fromMessage(message) },
    ConditionExpression: 'rev = :rev',
    ExpressionAttributeValues: { ':rev': message.revision - 1 },
  };
}

function revisionToldUpdate(threadId: string, seq: number, revision: number) {
  return {
    Key: keys.message(threadId, seq),
    UpdateExpression: 'SET told = :rev',
    ConditionExpression: 'crev = :rev OR (rev = :rev AND attribute_not_exists(crev))',
    ExpressionAttributeValues: { ':rev': revision },
  };
}

function rangeQuery(threadId: string, from: number, to: number) {
  return {
    KeyConditionExpression: 'PK = :pk AND SK BETWEEN :from AND :to',
    ExpressionAttributeValues: {
      ':pk': partition.thread(threadId),
      ':from': sort.message(from),
      ':to': sort.message(to),
    },
    ConsistentRead: true,
  };
}

/** A claim holds only for a file that is as it was read. */
function claimUpdate(threadId: string, seq: number, { id, state }: Attachment) {
  return {
    Key: keys.upload(threadId, id),
    UpdateExpression: 'SET seq = :seq REMOVE #ttl',
    ConditionExpression: 'verdict = :scan AND attribute_not_exists(seq)',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: { ':seq': seq, ':scan': state },
  };
}

/** As `appendMessage`, in one transaction with the claims of the message's files. */
async function appendWithFiles(table: TableClient, threadId: string, message: LogMessage): Promise<Appended> {
  const claims = message.attachments.map((file) => claimUpdate(threadId, message.seq, file));
  const reasons = await table.putAll([appendPut(threadId, message)], claims);
  if (reasons === null) return { done: true };
  const [place] = reasons;
  const taken = place?.Item === undefined ? null : toMessage(unmarshall(place.Item));
  return taken?.id === message.id ? { done: true } : { done: false, taken };
}

type MessageStore = Pick<
  Store,
  | 'appendMessage'
  | 'getMessage'
  | 'getMessages'
  | 'readThreadAndMessage'
  | 'listMessages'
  | 'replaceMessage'
  | 'markRevisionTold'
>;

/** The log of each thread. */
export function messageStore(table: TableClient, pageRows: PageRows): MessageStore {
  return {
    async appendMessage(threadId, message): Promise<Appended> {
      if (message.attachments.length > 0) return appendWithFiles(table, threadId, message);
      const written = await table.put(appendPut(threadId, message));
      if (written.held) return { done: true };
      const taken = written.item === undefined ? null : toMessage(written.item);
      // If an earlier attempt's answer was lost, the message in that place may be this very one.
      return taken?.id === message.id ? { done: true } : { done: false, taken };
    },

    async getMessage(threadId, seq, { consistent }) {
      const item = await table.get({ Key: keys.message(threadId, seq), ConsistentRead: consistent });
      return item === undefined ? null : toMessage(item);
    },

    async getMessages(threadId, seqs) {
      const items = await table.batchGet(
        seqs.map((seq) => keys.message(threadId, seq)),
        { consistent: true },
      );
      return items.map(toMessage);
    },

    async readThreadAndMessage(threadId, seq) {
      const items = await table.batchGet([keys.thread(threadId), keys.message(threadId, seq)], { consistent: true });
      const thread = items.find((item) => item.SK === sort.meta);
      const message = items.find((item) => item.SK !== sort.meta);
      return { thread: findThreadIn(thread), message: message ? toMessage(message) : null };
    },

    async listMessages(threadId, { from, to, limit, maxBytes, end }) {
      const messages: LogMessage[] = [];
      let bytes = 0;
      let start: Page['next'];
      do {
        const query = {
          ...rangeQuery(threadId, from, to),
          ScanIndexForward: end === 'low',
          Limit: pageRows.fitting(threadId, limit - messages.length, maxBytes),
        };
        const page = await table.query({ ...query, ExclusiveStartKey: start });
        const read = page.items.map(toMessage);
        messages.push(...read);
        bytes += read.reduce((sum, message) => sum + bytesOf(message), 0);
        start = messages.length < limit && bytes < maxBytes ? page.next : undefined;
      } while (start !== undefined);
      pageRows.learn(threadId, messages);
      return end === 'low' ? messages : messages.reverse();
    },

    async replaceMessage(threadId, message) {
      const written = await table.put(replacePut(threadId, message));
      return written.held;
    },

    async markRevisionTold(threadId, seq, revision) {
      await table.update(revisionToldUpdate(threadId, seq, revision));
    },
  };
}
