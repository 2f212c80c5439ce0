import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { credentialsOf } from '../../iam/callers.ts';
import { operator, startFixture } from '../support/fixture-app.ts';

const Table = {
  Type: 'AWS::DynamoDB::GlobalTable',
  Properties: {
    TableName: 'shop',
    KeySchema: [
      { AttributeName: 'PK', KeyType: 'HASH' },
      { AttributeName: 'SK', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'PK', AttributeType: 'S' },
      { AttributeName: 'SK', AttributeType: 'S' },
      { AttributeName: 'step', AttributeType: 'N' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'inbox',
        KeySchema: [
          { AttributeName: 'PK', KeyType: 'HASH' },
          { AttributeName: 'step', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
    TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
  },
};
const TableName = 'shop';
const key = (PK: string, SK = 'META') => ({ PK: { S: PK }, SK: { S: SK } });
const allow = (actions: string[], prefixes: string[]) => ({
  Effect: 'Allow',
  Action: actions.map((action) => `dynamodb:${action}`),
  Resource: { 'Fn::GetAtt': ['Table', 'Arn'] },
  Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': prefixes } },
});

async function start({
  statements = [allow(['GetItem', 'PutItem', 'Query'], ['T#*'])],
  settings = {},
}: { statements?: Record<string, unknown>[]; settings?: Record<string, string> } = {}) {
  const worker = { code: 'export const handler = async () => {};', statements };
  const core = await startFixture({ worker }, { resources: { Table }, settings });
  const credentials = credentialsOf(core.functions.find('worker')!);
  return {
    core,
    /** A call with the function's credentials. */
    asFunction: new DynamoDBClient({ ...operator(core.internalUrl), credentials }),
    asOperator: new DynamoDBClient(operator(core.internalUrl)),
  };
}

const refused = (action: string, resource = 'table/shop') => ({
  name: 'AccessDeniedException',
  message:
    `User: arn:aws:sts::000000000000:assumed-role/app-workerRole/app-local-worker is not authorized to perform: dynamodb:${action} on resource: ` +
    `arn:aws:dynamodb:us-east-1:000000000000:${resource} because no identity-based policy allows the dynamodb:${action} action`,
  $metadata: { httpStatusCode: 400 },
});

test('a call that the role allows passes, and its answer is unchanged', async () => {
  const { asFunction } = await start();
  expect(
    await asFunction.send(new PutItemCommand({ TableName, Item: { ...key('T#1'), text: { S: 'ü' } } })),
  ).not.toHaveProperty('ConsumedCapacity');
  const answer = await asFunction.send(new GetItemCommand({ TableName, Key: key('T#1') }));
  expect(answer.Item).toEqual({ ...key('T#1'), text: { S: 'ü' } });
  expect(answer).not.toHaveProperty('ConsumedCapacity');
});

test('a caller that asks for the consumed capacity gets it', async () => {
  const { asFunction } = await start();
  const answer = await asFunction.send(
    new PutItemCommand({ TableName, Item: key('T#1'), ReturnConsumedCapacity: 'INDEXES' }),
  );
  expect(answer.ConsumedCapacity).toMatchObject({ TableName, CapacityUnits: 1, Table: { CapacityUnits: 1 } });
});

test('GW-78: an action, a key or an index that the role does not allow is refused with AccessDeniedException (DynamoDB Developer Guide, specifying-conditions)', async () => {
  const { asFunction } = await start();
  await expect(asFunction.send(new DeleteItemCommand({ TableName, Key: key('T#1') }))).rejects.toMatchObject(
    refused('DeleteItem'),
  );
  await expect(asFunction.send(new PutItemCommand({ TableName, Item: key('U#1') }))).rejects.toMatchObject(
    refused('PutItem'),
  );
  const query = {
    TableName,
    IndexName: 'inbox',
    KeyConditionExpression: 'PK = :p',
    ExpressionAttributeValues: { ':p': { S: 'T#1' } },
  };
  await expect(asFunction.send(new QueryCommand(query))).rejects.toMatchObject(
    refused('Query', 'table/shop/index/inbox'),
  );
});

test.each(['PK = :p', ':p = PK', '(#pk=:p)', '( :p = #pk ) AND SK > :s', 'SK > :s AND :p = PK'])(
  'GW-79: the leading keys bind a query however it is written: %s',
  async (KeyConditionExpression) => {
    const { asFunction } = await start();
    const names = KeyConditionExpression.includes('#pk') ? { ExpressionAttributeNames: { '#pk': 'PK' } } : {};
    const values = (PK: string) => ({
      ':p': { S: PK },
      ...(KeyConditionExpression.includes(':s') && { ':s': { S: 'A' } }),
    });
    const query = (PK: string) =>
      new QueryCommand({ TableName, KeyConditionExpression, ...names, ExpressionAttributeValues: values(PK) });
    await expect(asFunction.send(query('E#1'))).rejects.toMatchObject(refused('Query'));
    // The engine may reject some of the forms that the grammar allows; the role accepts them.
    const answer = await asFunction.send(query('T#1')).catch((error: Error) => error);
    expect(answer).not.toMatchObject({ name: 'AccessDeniedException' });
  },
);

test('GW-80: a transaction with one refused item writes nothing', async () => {
  const { asFunction, asOperator } = await start();
  const TransactItems = [
    { Put: { TableName, Item: key('T#1') } },
    {
      Update: {
        TableName,
        Key: key('T#2'),
        UpdateExpression: 'SET a = :a',
        ExpressionAttributeValues: { ':a': { S: 'x' } },
      },
    },
  ];
  await expect(asFunction.send(new TransactWriteItemsCommand({ TransactItems }))).rejects.toMatchObject(
    refused('UpdateItem'),
  );
  expect((await asOperator.send(new GetItemCommand({ TableName, Key: key('T#1') }))).Item).toBeUndefined();
});

test('credentials that belong to no function are not restricted', async () => {
  const { asOperator } = await start();
  await asOperator.send(new PutItemCommand({ TableName, Item: key('X#1') }));
  expect((await asOperator.send(new ListTablesCommand({}))).TableNames).toEqual([TableName]);
});

test('the functions’ calls and the capacity that DynamoDB returned are counted by operation; others are not', async () => {
  const { core, asFunction, asOperator } = await start();
  await asFunction.send(new PutItemCommand({ TableName, Item: { ...key('T#1'), step: { N: '1' } } }));
  await asFunction.send(new GetItemCommand({ TableName, Key: key('T#1') }));
  await asFunction.send(
    new GetItemCommand({ TableName, Key: key('T#1'), ConsistentRead: true, ReturnConsumedCapacity: 'TOTAL' }),
  );
  await asOperator.send(new GetItemCommand({ TableName, Key: key('T#1') }));
  expect(core.stats.snapshot().dynamodb).toEqual({
    calls: 3,
    read_units: 1.5,
    write_units: 2,
    by_operation: {
      PutItem: { calls: 1, read_units: 0, write_units: 2 },
      GetItem: { calls: 2, read_units: 1.5, write_units: 0 },
    },
  });
  core.stats.reset();
  expect(core.stats.snapshot().dynamodb).toEqual({ calls: 0, read_units: 0, write_units: 0, by_operation: {} });
});

test('an error of DynamoDB reaches the caller as it is', async () => {
  const { asFunction } = await start();
  const put = new PutItemCommand({
    TableName,
    Item: key('T#1'),
    ConditionExpression: 'attribute_not_exists(PK)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  await asFunction.send(put);
  await expect(asFunction.send(put)).rejects.toMatchObject({
    name: 'ConditionalCheckFailedException',
    Item: key('T#1'),
  });
});

test('LOCAL_DYNAMODB_THROTTLE and LOCAL_DYNAMODB_500 fail calls of functions only', async () => {
  const throttled = await start({ settings: { LOCAL_DYNAMODB_THROTTLE: '1' } });
  const get = new GetItemCommand({ TableName, Key: key('T#1') });
  await expect(throttled.asFunction.send(get)).rejects.toMatchObject({
    name: 'ProvisionedThroughputExceededException',
    $metadata: { httpStatusCode: 400 },
  });
  await throttled.asOperator.send(get);
  const broken = await start({ settings: { LOCAL_DYNAMODB_500: '1' } });
  await expect(broken.asFunction.send(get)).rejects.toMatchObject({
    name: 'InternalServerError',
    $metadata: { httpStatusCode: 500 },
  });
});

test('LOCAL_DYNAMODB_DELAY_MS: a call takes at least that long', async () => {
  const { asFunction } = await start({ settings: { LOCAL_DYNAMODB_DELAY_MS: '60000' } });
  const hasty = asFunction.send(new GetItemCommand({ TableName, Key: key('T#1') }), {
    abortSignal: AbortSignal.timeout(200),
  });
  await expect(hasty).rejects.toMatchObject({ name: 'AbortError' });
});

test('a body that is not JSON is a SerializationException', async () => {
  const { core } = await start();
  const { accessKeyId } = credentialsOf(core.functions.find('worker')!);
  const headers = {
    'X-Amz-Target': 'DynamoDB_20120810.GetItem',
    Authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/x`,
  };
  const answer = await fetch(core.internalUrl, { method: 'POST', headers, body: '{' });
  expect([answer.status, await answer.json()]).toMatchObject([
    400,
    { __type: 'com.amazon.coral.service#SerializationException' },
  ]);
});

test('a function of the app reaches the table with its own credentials, within its role', async () => {
  const code = `
    export const handler = async ({ action, ...input }) => {
      const headers = { 'X-Amz-Target': 'DynamoDB_20120810.' + action, Authorization: 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID + '/20260101/us-east-1/dynamodb/aws4_request' };
      const answer = await fetch(process.env.AWS_ENDPOINT_URL_DYNAMODB, { method: 'POST', headers, body: JSON.stringify(input) });
      return { status: answer.status, body: await answer.json() };
    };`;
  const core = await startFixture(
    { worker: { code, statements: [allow(['GetItem'], ['T#*'])] } },
    { resources: { Table } },
  );
  const call = async (event: unknown) =>
    JSON.parse((await core.functions.invoke('worker', JSON.stringify(event))).payload) as unknown;
  expect(await call({ action: 'GetItem', TableName, Key: key('T#1') })).toEqual({ status: 200, body: {} });
  expect(await call({ action: 'PutItem', TableName, Item: key('T#1') })).toMatchObject({
    status: 400,
    body: { __type: 'com.amazon.coral.service#AccessDeniedException' },
  });
});
