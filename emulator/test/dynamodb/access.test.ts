import { expect, test } from 'vitest';
import { accessRequestsOf } from '../../dynamodb/access.ts';
import { asksForCapacity, takeCapacity, unitsOf } from '../../dynamodb/consumed-capacity.ts';
import type { ItemRequest } from '../../dynamodb/operations.ts';
import type { TableModel } from '../../dynamodb/model.ts';

const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/shop';
const table: TableModel = {
  logicalId: 'Table',
  name: 'shop',
  arn,
  partitionKey: 'PK',
  sortKey: 'SK',
  attributeTypes: { PK: 'S', SK: 'S', owner: 'N' },
  indexes: [{ name: 'byOwner', partitionKey: 'owner', sortKey: null, projection: {} }],
  ttlAttribute: null,
  stream: false,
};
const key = (PK: string) => ({ PK: { S: PK }, SK: { S: 'x' } });
const leading = (...keys: string[]) => ({ 'dynamodb:LeadingKeys': keys });
const of = (operation: string, request: Parameters<typeof accessRequestsOf>[1]) =>
  accessRequestsOf(operation, request, [table]);

test.each([
  ['GetItem', { TableName: 'shop', Key: key('T#1') }],
  ['PutItem', { TableName: 'shop', Item: key('T#1') }],
  ['UpdateItem', { TableName: arn, Key: key('T#1') }],
  [
    'Query',
    {
      TableName: 'shop',
      KeyConditionExpression: 'SK > :s AND PK = :p',
      ExpressionAttributeValues: { ':p': { S: 'T#1' }, ':s': { S: 'x' } },
    },
  ],
  [
    'Query',
    {
      TableName: 'shop',
      KeyConditionExpression: '#p=:p',
      ExpressionAttributeNames: { '#p': 'PK' },
      ExpressionAttributeValues: { ':p': { S: 'T#1' } },
    },
  ],
  ['Query', { TableName: 'shop', KeyConditions: { PK: { AttributeValueList: [{ S: 'T#1' }] } } }],
])(
  '%s asks for its action on the table with its partition key (DynamoDB Developer Guide, specifying-conditions)',
  (operation, request) => {
    expect(of(operation, request)).toEqual([
      { action: `dynamodb:${operation}`, resource: arn, context: leading('T#1') },
    ]);
  },
);

test.each([
  [':p = PK'],
  [':p=PK AND SK > :s'],
  ['SK BETWEEN :s AND :s AND :p = #pk'],
  ['(PK = :p)'],
  ['((PK) = (:p)) and (begins_with(SK, :s))'],
  ['  #pk   =   :p  AND  :s < SK'],
  ['begins_with ( SK , :s )AND(#pk=:p)'],
])('the partition key is found in the key condition %s', (KeyConditionExpression) => {
  const names = { '#pk': 'PK' };
  const request = {
    TableName: 'shop',
    KeyConditionExpression,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: { ':p': { S: 'T#1' }, ':s': { S: 'x' } },
  };
  expect(of('Query', request)).toEqual([{ action: 'dynamodb:Query', resource: arn, context: leading('T#1') }]);
});

test('a key condition with two keys requires both', () => {
  const request = {
    TableName: 'shop',
    KeyConditionExpression: 'PK = :a AND :b = PK',
    ExpressionAttributeValues: { ':a': { S: 'T#1' }, ':b': { S: 'E#1' } },
  };
  expect(of('Query', request)).toEqual([{ action: 'dynamodb:Query', resource: arn, context: leading('T#1', 'E#1') }]);
});

test.each([
  ['Query', { TableName: 'shop' }],
  [
    'Query',
    { TableName: 'shop', KeyConditionExpression: 'PK >= :p', ExpressionAttributeValues: { ':p': { S: 'T#1' } } },
  ],
  [
    'Query',
    { TableName: 'shop', KeyConditionExpression: 'PK = :q', ExpressionAttributeValues: { ':p': { S: 'T#1' } } },
  ],
  [
    'Query',
    {
      TableName: 'shop',
      KeyConditionExpression: 'SK = :p',
      ExpressionAttributeNames: { SK: 'PK' },
      ExpressionAttributeValues: { ':p': { S: 'T#1' } },
    },
  ],
  [
    'Query',
    { TableName: 'shop', KeyConditionExpression: 'PK = PK', ExpressionAttributeValues: { ':p': { S: 'T#1' } } },
  ],
  ['Query', { TableName: 'shop', KeyConditionExpression: 'size(PK) = :p', ExpressionAttributeValues: {} }],
  ['GetItem', { TableName: 'shop', Key: { SK: { S: 'x' } } }],
  ['BatchGetItem', { RequestItems: { shop: { Keys: [key('T#1'), { SK: { S: 'x' } }] } } }],
])('if the partition key of a %s cannot be determined, this is required: %j', (operation, request) => {
  expect(of(operation, request)).toEqual([
    { action: `dynamodb:${operation}`, resource: arn, undetermined: ['dynamodb:LeadingKeys'] },
  ]);
});

test('an index is a resource of its own, with its own partition key', () => {
  const request = {
    TableName: 'shop',
    IndexName: 'byOwner',
    KeyConditionExpression: '#o = :o',
    ExpressionAttributeNames: { '#o': 'owner' },
    ExpressionAttributeValues: { ':o': { N: '7' } },
  };
  expect(of('Query', request)).toEqual([
    { action: 'dynamodb:Query', resource: `${arn}/index/byOwner`, context: leading('7') },
  ]);
});

test('a scan requires no key, an unknown table its name, an operation without a table *', () => {
  expect(of('Scan', { TableName: 'shop' })).toEqual([{ action: 'dynamodb:Scan', resource: arn }]);
  expect(of('GetItem', { TableName: 'other', Key: key('T#1') })).toEqual([
    { action: 'dynamodb:GetItem', resource: arn.replace('shop', 'other') },
  ]);
  expect(of('ListTables', {})).toEqual([{ action: 'dynamodb:ListTables', resource: '*' }]);
});

test('a batch requires each table once, with all its keys', () => {
  expect(of('BatchGetItem', { RequestItems: { shop: { Keys: [key('T#1'), key('U#2')] } } })).toEqual([
    { action: 'dynamodb:BatchGetItem', resource: arn, context: leading('T#1', 'U#2') },
  ]);
  const writes = [{ PutRequest: { Item: key('T#1') } }, { DeleteRequest: { Key: key('C#3') } }];
  expect(of('BatchWriteItem', { RequestItems: { shop: writes } })).toEqual([
    { action: 'dynamodb:BatchWriteItem', resource: arn, context: leading('T#1', 'C#3') },
  ]);
});

test('a transaction requires the action of each of its items (DynamoDB Developer Guide, transaction-apis-iam)', () => {
  const TransactItems: Record<string, ItemRequest>[] = [
    { Put: { TableName: 'shop', Item: key('T#1') } },
    { ConditionCheck: { TableName: 'shop', Key: key('E#2') } },
  ];
  const enclosing = { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] };
  expect(of('TransactWriteItems', { TransactItems })).toEqual([
    { action: 'dynamodb:PutItem', resource: arn, context: { ...leading('T#1'), ...enclosing } },
    { action: 'dynamodb:ConditionCheckItem', resource: arn, context: { ...leading('E#2'), ...enclosing } },
  ]);
});

test.each([
  ['NONE', false],
  ['TOTAL', true],
  ['INDEXES', true],
  [undefined, false],
])('a request with ReturnConsumedCapacity %s asks for its capacity: %s', (wish, asks) => {
  expect(asksForCapacity(wish === undefined ? {} : { ReturnConsumedCapacity: wish })).toBe(asks);
});

const capacity = { TableName: 'shop', CapacityUnits: 1.5 };
const wanted = { Items: [{ ConsumedCapacity: { S: '"ConsumedCapacity":{' } }], Note: 'ü' };

test.each([
  ['last', { ...wanted, ConsumedCapacity: capacity }, wanted, [capacity]],
  ['first', { ConsumedCapacity: [capacity], ...wanted }, wanted, [capacity]],
  ['alone', { ConsumedCapacity: capacity }, {}, [capacity]],
  ['nowhere', wanted, wanted, []],
  ['nowhere, nor the word', { Count: 0 }, { Count: 0 }, []],
])('the capacity is removed from a response that has it %s', (_, response, rest, found) => {
  const taken = takeCapacity(Buffer.from(JSON.stringify(response)));
  expect([JSON.parse(taken.body.toString()), taken.capacity]).toEqual([rest, found]);
});

test('capacity is read or written by the operation; that of a transaction says which', () => {
  expect(unitsOf([capacity, capacity], 'read')).toEqual({ readUnits: 3, writeUnits: 0 });
  expect(unitsOf([capacity], 'write')).toEqual({ readUnits: 0, writeUnits: 1.5 });
  expect(unitsOf([{ ...capacity, ReadCapacityUnits: 2, WriteCapacityUnits: 4 }], 'write')).toEqual({
    readUnits: 2,
    writeUnits: 4,
  });
});
