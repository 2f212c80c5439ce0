import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Change } from '../chat/model/change-events.ts';
import { toMessage, toThread } from './items.ts';
import { prefixes, sort } from './keys.ts';

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

/** The change that a record stands for; null for one that nobody outside wants to hear of. Throws for a row it cannot read. */
export function toChange({ eventName, dynamodb = {} }: StreamRecord): Change | null {
  const { NewImage: newImage, OldImage: oldImage } = dynamodb;
  if (newImage === undefined || eventName === 'REMOVE') return null;
  const item = unmarshall(newImage);
  const partitionKey = String(item.PK);
  if (!partitionKey.startsWith(prefixes.thread)) return null;
  if (String(item.SK).startsWith(prefixes.message)) {
    return eventName === 'INSERT'
      ? { kind: 'message', threadId: partitionKey.slice(prefixes.thread.length), message: toMessage(item) }
      : null;
  }
  if (item.SK !== sort.meta) return null;
  if (oldImage === undefined) return { kind: 'thread', thread: toThread(item) };
  return { kind: 'marks', before: toThread(unmarshall(oldImage)), after: toThread(item) };
}
