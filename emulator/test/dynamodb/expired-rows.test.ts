import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { operator, startFixture, temporaryFolder } from '../support/fixture-app.ts';

const table = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName: 'shop',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
  },
};
const mapping = {
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    FunctionName: { Ref: 'reader' },
    EventSourceArn: { 'Fn::GetAtt': ['Shop', 'StreamArn'] },
    FilterCriteria: { Filters: [{ Pattern: JSON.stringify({ eventName: ['REMOVE'] }) }] },
  },
};
const patience = { timeout: 20_000 };
const reader = {
  code: 'export const handler = async ({ Records }) => { if (Records.length === 0) throw new Error(); };',
  statements: [{ Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' }],
};

test('GW-103: expired rows are deleted, and the stream has them; others are kept', async () => {
  const settings = { DATA_DIR: temporaryFolder(), LOCAL_TTL_INTERVAL_MS: '20' };
  const core = await startFixture({ reader }, { resources: { Shop: table, Mapping: mapping }, settings });
  const client = new DynamoDBClient(operator(core.internalUrl));
  const nowSeconds = Math.floor(Date.now() / 1000);
  const rows = { expired: nowSeconds - 60, later: nowSeconds + 600, milliseconds: Date.now(), ancient: 1 };
  for (const [id, seconds] of Object.entries(rows)) {
    const Item = { id: { S: id }, expires: { N: String(seconds) } };
    await client.send(new PutItemCommand({ TableName: 'shop', Item }));
  }
  await client.send(new PutItemCommand({ TableName: 'shop', Item: { id: { S: 'without' } } }));
  const ids = async () => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: 'shop' }));
    return Items.map(({ id }) => id?.S).toSorted();
  };
  await expect.poll(ids, patience).toEqual(['ancient', 'later', 'milliseconds', 'without']);
  await expect
    .poll(() => core.stats.snapshot().lambda.by_function['reader'], patience)
    .toMatchObject({ invocations: 1, errors: 0 });
});
