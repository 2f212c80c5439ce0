import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { CommittedChange } from '../chat/model/change-events.ts';
import { toMessage } from './items/message.ts';
import { toThread } from './items/thread.ts';
import { hasPrefix, sort, withoutPrefix } from './keys.ts';

/** A record of the table's stream. (DynamoDB Streams API, `Record` and `StreamRecord`.) */
export interface StreamRecord {
  eventName?: 'INSERT' | 'MODIFY' | 'REMOVE';
  dynamodb?: {
    SequenceNumber?: string;
    Keys?: Record<string, AttributeValue>;
    NewImage?: Record<string, AttributeValue>;
    OldImage?: Record<string, AttributeValue>;
  };
}

/** The change that a record stands for; null if no event follows from it. Throws for a row that it cannot read. */
export function toChange({ eventName, dynamodb = {} }: StreamRecord): CommittedChange | null {
  const { NewImage: newImage, OldImage: oldImage } = dynamodb;
  if (newImage === undefined || eventName === 'REMOVE') return null;
  const item = unmarshall(newImage);
  const partitionKey = String(item.PK);
  if (!hasPrefix(partitionKey, 'thread')) return null;
  if (hasPrefix(item.SK, 'message')) {
    return eventName === 'INSERT'
      ? { kind: 'message', threadId: withoutPrefix(partitionKey, 'thread'), message: toMessage(item) }
      : null;
  }
  if (item.SK !== sort.meta) return null;
  if (oldImage === undefined) return { kind: 'thread', thread: toThread(item) };
  return { kind: 'marks', before: toThread(unmarshall(oldImage)), after: toThread(item) };
}
