import type { ItemRequest } from './operations.ts';

/** `ConsumedCapacity` of one table, as DynamoDB returns it. */
export interface ConsumedCapacity {
  TableName: string;
  CapacityUnits: number;
  ReadCapacityUnits?: number;
  WriteCapacityUnits?: number;
}

const answerKey = '"ConsumedCapacity":';

/** Whether the caller asked for consumed capacity, which every call of a function is sent with. */
export function asksForCapacity({ ReturnConsumedCapacity: wish }: ItemRequest): boolean {
  return wish === 'TOTAL' || wish === 'INDEXES';
}

/** The consumed capacity of a response, and the response without it. */
export function takeCapacity(body: Buffer): { body: Buffer; capacity: ConsumedCapacity[] } {
  const at = body.lastIndexOf(answerKey);
  if (at < 0) return { body, capacity: [] };
  // Engines write it last. If the rest is not valid JSON, the match was inside a value.
  const tail = parse(body.toString('utf8', at + answerKey.length, body.lastIndexOf('}')));
  if (tail === undefined) return takeFromParsed(body);
  const end = body[at - 1] === 0x2c ? at - 1 : at;
  return { body: Buffer.concat([body.subarray(0, end), Buffer.from('}')]), capacity: [tail].flat() };
}

function takeFromParsed(body: Buffer): { body: Buffer; capacity: ConsumedCapacity[] } {
  const { ConsumedCapacity: capacity, ...rest } = JSON.parse(body.toString('utf8')) as {
    ConsumedCapacity?: ConsumedCapacity;
  };
  return capacity ? { body: Buffer.from(JSON.stringify(rest)), capacity: [capacity].flat() } : { body, capacity: [] };
}

function parse(text: string): ConsumedCapacity | ConsumedCapacity[] | undefined {
  try {
    return JSON.parse(text) as ConsumedCapacity | ConsumedCapacity[];
  } catch {
    return undefined;
  }
}

/** Read and write units of a response. Only transactions return them separately; other calls are of one kind. */
export function unitsOf(
  capacity: ConsumedCapacity[],
  kind: 'read' | 'write',
): { readUnits: number; writeUnits: number } {
  const units = { readUnits: 0, writeUnits: 0 };
  for (const { CapacityUnits, ReadCapacityUnits, WriteCapacityUnits } of capacity) {
    const split = ReadCapacityUnits !== undefined || WriteCapacityUnits !== undefined;
    units.readUnits += split ? (ReadCapacityUnits ?? 0) : kind === 'read' ? CapacityUnits : 0;
    units.writeUnits += split ? (WriteCapacityUnits ?? 0) : kind === 'write' ? CapacityUnits : 0;
  }
  return units;
}
