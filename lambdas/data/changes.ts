import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { CommittedChange } from '../chat/model/change-events.ts';
import type { Gone } from '../chat/remove-files.ts';
import { toMessage } from './items/message.ts';
import { aliasOf, toThread } from './items/thread.ts';
import { toUpload } from './items/file.ts';
import { hasPrefix, sort, withoutPrefix } from './keys.ts';

/** A record of the table's stream, as Lambda passes it on. (DynamoDB Streams API, `Record` and `StreamRecord`.) */
export interface StreamRecord {
  eventName?: 'INSERT' | 'MODIFY' | 'REMOVE';
  dynamodb?: {
    SequenceNumber?: string;
    /** In seconds. */
    ApproximateCreationDateTime?: number;
    Keys?: Record<string, AttributeValue>;
    NewImage?: Record<string, AttributeValue>;
    OldImage?: Record<string, AttributeValue>;
  };
}

/**
 * The change that a record stands for; null if nothing follows from it, as from what the import writes (IM-1). Throws
 * for a row that it cannot read.
 */
export function toChange({ eventName, dynamodb = {} }: StreamRecord): CommittedChange | null {
  const { NewImage: newImage, OldImage: oldImage } = dynamodb;
  if (newImage === undefined || eventName === 'REMOVE') return null;
  const item = unmarshall(newImage);
  const partitionKey = String(item.PK);
  if (!hasPrefix(partitionKey, 'thread')) return null;
  if (hasPrefix(item.SK, 'message')) {
    const kind = eventName === 'INSERT' ? 'message' : 'revision';
    const message = toMessage(item);
    if (kind === 'message' && message.importDigest !== undefined) return null;
    return { kind, threadId: withoutPrefix(partitionKey, 'thread'), message };
  }
  if (item.SK !== sort.meta || aliasOf(item) !== undefined) return null;
  const before = oldImage && toThread(unmarshall(oldImage));
  const after = toThread(item);
  if (before?.imported?.writes !== after.imported?.writes) return null;
  return before === undefined ? { kind: 'thread', thread: after } : { kind: 'marks', before, after };
}

/** What a record says has gone that held files; null if nothing has. Throws for a row that it cannot read. */
export function toGone({ eventName, dynamodb = {} }: StreamRecord): Gone | null {
  const { NewImage: newImage, OldImage: oldImage } = dynamodb;
  if (oldImage === undefined) return null;
  const before = unmarshall(oldImage);
  const partitionKey = String(before.PK);
  if (!hasPrefix(partitionKey, 'thread')) return null;
  if (eventName === 'REMOVE') return hasPrefix(before.SK, 'upload') ? { upload: toUpload(before) } : null;
  if (newImage === undefined || !hasPrefix(before.SK, 'message')) return null;
  const isDeleted = toMessage(unmarshall(newImage)).deletedAtMs !== null;
  return isDeleted ? { threadId: withoutPrefix(partitionKey, 'thread'), message: toMessage(before) } : null;
}
