/** The operations on items, and which kind of capacity unit each consumes. */
export const itemOperations: Record<string, 'read' | 'write'> = {
  GetItem: 'read',
  BatchGetItem: 'read',
  TransactGetItems: 'read',
  Query: 'read',
  Scan: 'read',
  PutItem: 'write',
  UpdateItem: 'write',
  DeleteItem: 'write',
  BatchWriteItem: 'write',
  TransactWriteItems: 'write',
};

/** `{"S": "…"}` or another type of DynamoDB's JSON. */
export type AttributeValue = Record<string, unknown>;
export type Item = Record<string, AttributeValue>;

/** The fields of an item operation's request that the emulator reads. */
export interface ItemRequest {
  TableName?: string;
  IndexName?: string;
  ReturnValues?: string;
  ReturnConsumedCapacity?: string;
  Key?: Item;
  Item?: Item;
  KeyConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Item;
  KeyConditions?: Record<string, { AttributeValueList?: AttributeValue[] }>;
  RequestItems?: Record<string, BatchRequest[] | { Keys: Item[] }>;
  TransactItems?: Record<string, ItemRequest>[];
}

export interface BatchRequest {
  PutRequest?: { Item: Item };
  DeleteRequest?: { Key: Item };
}
