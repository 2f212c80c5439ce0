/** `ConsumedCapacity` of one table, as DynamoDB returns it. */
export interface ConsumedCapacity {
  TableName: string;
  CapacityUnits: number;
  ReadCapacityUnits?: number;
  WriteCapacityUnits?: number;
}

const question = '"ReturnConsumedCapacity"';
const answerKey = '"ConsumedCapacity":';

/**
 * The request, changed so that it asks for consumed capacity; `asked` says whether the caller asked for it.
 * Works on bytes, since every call passes through here. Only a body that contains the word is parsed.
 */
export function askForCapacity(body: Buffer): { body: Buffer; asked: boolean } {
  if (body.includes(question)) return askWhereMentioned(body);
  const rest = body.subarray(body.indexOf('{') + 1);
  const separator = rest.toString('latin1', 0, 16).trimStart().startsWith('}') ? '' : ',';
  return { body: Buffer.concat([Buffer.from(`{${question}:"TOTAL"${separator}`), rest]), asked: false };
}

function askWhereMentioned(body: Buffer): { body: Buffer; asked: boolean } {
  const request = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
  const wish = request['ReturnConsumedCapacity'];
  if (wish === 'TOTAL' || wish === 'INDEXES') return { body, asked: true };
  return { body: Buffer.from(JSON.stringify({ ...request, ReturnConsumedCapacity: 'TOTAL' })), asked: false };
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
