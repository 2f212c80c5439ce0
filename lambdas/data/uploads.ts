import * as z from 'zod';
import type { FilePlace } from '../chat/model/attachment.ts';
import type { UploadStore } from '../chat/ports/upload-store.ts';
import { fromUpload, toUpload } from './items/file.ts';
import { schemaVersion } from './items/version.ts';
import { keys } from './keys.ts';
import type { TableClient } from './table-client.ts';

const dayItem = z.object({ day: z.string(), files: z.number(), bytes: z.number() });
const daySeconds = 24 * 60 * 60;

const keyOf = ({ threadId, id }: FilePlace) => keys.upload(threadId, id);

/** Counts on within the day. A condition knows no sums, so the room that is left is compared. */
function countUpdate(userId: string, day: string, size: number, most: { files: number; bytes: number }) {
  return {
    Key: keys.uploadDay(userId),
    UpdateExpression: 'SET files = files + :one, #bytes = #bytes + :size',
    ConditionExpression: '#day = :day AND files < :files AND #bytes <= :room',
    ExpressionAttributeNames: { '#day': 'day', '#bytes': 'bytes' },
    ExpressionAttributeValues: {
      ':day': day,
      ':one': 1,
      ':size': size,
      ':files': most.files,
      ':room': most.bytes - size,
    },
  };
}

/** Begins the count of a day, in place of an earlier day's. */
function firstPut(userId: string, day: string, size: number) {
  const ttl = Math.floor(Date.parse(day) / 1000) + 2 * daySeconds;
  return {
    Item: { ...keys.uploadDay(userId), v: schemaVersion, day, files: 1, bytes: size, ttl },
    ConditionExpression: 'attribute_not_exists(#day) OR #day <> :day',
    ExpressionAttributeNames: { '#day': 'day' },
    ExpressionAttributeValues: { ':day': day },
  };
}

/** The uploads of files, each a row of its thread. */
export function uploadStore(table: TableClient): UploadStore {
  return {
    async readDayOfUploads(userId, day) {
      const item = await table.get({ Key: keys.uploadDay(userId), ConsistentRead: true });
      const counted = item === undefined ? null : dayItem.parse(item);
      return counted?.day === day ? { userId, ...counted } : null;
    },

    async countUpload(userId, day, size, most, known) {
      if (known === null && (await table.put(firstPut(userId, day, size))).held) return true;
      return (await table.update(countUpdate(userId, day, size, most))).held;
    },

    async createUpload(upload) {
      await table.put({ Item: { ...keyOf(upload), ...fromUpload(upload) } });
    },

    async findUpload(place) {
      const item = await table.get({ Key: keyOf(place), ConsistentRead: true });
      return item === undefined ? null : toUpload(item);
    },

    async findUploads(threadId, ids) {
      const wanted = ids.map((id) => keys.upload(threadId, id));
      return (await table.batchGet(wanted, { consistent: true })).map(toUpload);
    },

    async completeUpload(place, { kind, contentType, previewType }, scan) {
      const updated = await table.update({
        Key: keyOf(place),
        UpdateExpression: `SET kind = :kind, #type = :type, verdict = if_not_exists(verdict, :scan)${previewType === null ? '' : ', ptype = :ptype'}`,
        ConditionExpression: 'attribute_exists(PK) AND attribute_not_exists(kind)',
        ExpressionAttributeNames: { '#type': 'type' },
        ExpressionAttributeValues: {
          ':kind': kind,
          ':type': contentType,
          ':scan': scan,
          ':ptype': previewType ?? undefined,
        },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      const item = updated.held ? updated.attributes : updated.item;
      return item === undefined ? null : toUpload(item);
    },

    async dropUpload(place) {
      const dropped = await table.delete({
        Key: keyOf(place),
        ConditionExpression: 'attribute_not_exists(seq)',
      });
      return dropped.held;
    },

    async forgetUpload(place) {
      await table.delete({ Key: keyOf(place) });
    },

    async recordScan(place, scan) {
      const updated = await table.update({
        Key: keyOf(place),
        UpdateExpression: 'SET verdict = :scan',
        ConditionExpression: 'attribute_exists(PK) AND (attribute_not_exists(verdict) OR verdict <> :blocked)',
        ExpressionAttributeValues: { ':scan': scan, ':blocked': 'blocked' },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      const item = updated.held ? updated.attributes : updated.item;
      return item === undefined ? null : toUpload(item);
    },
  };
}
