import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDynamo } from '../../lambdas/data/dynamo.ts';
import { isRepeat } from '../../lambdas/platform/lost-answers.ts';
import { AwsServer, breakOff, cut, refuse, silence, trickle, type Answer } from './aws-server.ts';

const server = new AwsServer();
beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(() => server.reset());
afterEach(() => vi.unstubAllEnvs());

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' };
const dynamo = (timeoutMs?: number, maxAttempts = 3) =>
  openDynamo({ endpoint: server.url, region: 'eu-west-1', credentials, maxAttempts }, timeoutMs);
const put = (client = dynamo()) => client.call('PutItem', { TableName: 'chat', Item: { PK: 'ü' } });

const throttled = refuse(400, '{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}');
const conditionFailed = refuse(
  400,
  '{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","Item":{"a":{"S":"b"}},"message":"no"}',
);

describe('a call of DynamoDB', () => {
  it('sends attributes as DynamoDB writes them, and returns plain values', async () => {
    server.answers = [(_, response) => void response.end('{"Attributes":{"seq":{"N":"3"},"for":{"SS":["client"]}}}')];
    const output = await put();
    expect(JSON.parse(server.seen[0]?.body ?? '')).toMatchObject({ TableName: 'chat', Item: { PK: { S: 'ü' } } });
    expect(output).toMatchObject({ Attributes: { seq: 3, for: new Set(['client']) } });
  });

  it('takes region, role and endpoint from the variables of Lambda ("Defined runtime environment variables")', async () => {
    const variables = {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'session',
      AWS_ENDPOINT_URL_DYNAMODB: server.url,
    };
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    await openDynamo().call('GetItem', { TableName: 'chat', Key: { PK: 'a' } });
    expect(server.seen[0]?.headers).toMatchObject({
      'x-amz-target': 'DynamoDB_20120810.GetItem',
      'x-amz-security-token': 'session',
      authorization: expect.stringMatching(/Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/dynamodb\//),
    });
  });

  it.each([
    ['it is throttled', throttled],
    ['it fails inside AWS', refuse(500, '{}')],
    ['the connection is closed', cut],
    ['its answer breaks off', breakOff],
  ] satisfies [string, Answer][])('is sent again if %s', async (_, trouble) => {
    server.answers = [trouble, trouble];
    await put();
    expect(server.seen.map(({ body }) => body)).toEqual(Array(3).fill(server.seen[0]?.body));
  });

  it('is sent again if its whole answer does not come in time, even if a part of it has come', async () => {
    server.answers = [silence, trickle];
    await put(dynamo(200));
    expect(server.seen).toHaveLength(3);
  });

  it('fails with a TimeoutError if no attempt is answered in time', async () => {
    server.answers = [trickle];
    await expect(put(dynamo(200, 1))).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('fails with what the service said after the last attempt', async () => {
    server.answers = Array.from({ length: 3 }, () => refuse(500, '{"message":"not now"}'));
    await expect(put()).rejects.toMatchObject({ message: 'not now', $metadata: { httpStatusCode: 500 } });
    expect(server.seen).toHaveLength(3);
  });

  it('is not sent again after a refusal, which is an error of its own name', async () => {
    server.answers = [conditionFailed];
    const error = await put().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(error).toMatchObject({ Item: { a: { S: 'b' } } });
    expect(server.seen).toHaveLength(1);
  });
});

describe('whether an earlier attempt may have been carried out', () => {
  it.each([
    ['nothing went wrong', [], false],
    ['it was throttled', [throttled], false],
    ['its answer was lost', [cut], true],
    ['its answer broke off', [breakOff], true],
    ['it failed inside AWS', [refuse(500, '{}')], true],
    ['its answer was lost and the next attempt throttled', [cut, throttled], true],
  ] satisfies [string, Answer[], boolean][])('is known of results and errors: %s', async (_, before, expected) => {
    server.answers = [...before];
    expect(isRepeat(await put())).toBe(expected);
    server.answers = [...before, conditionFailed];
    const error = await put().catch((thrown: Error) => thrown);
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(isRepeat(error)).toBe(expected);
  });

  it('is known if the answer came too late', async () => {
    server.answers = [silence];
    expect(isRepeat(await put(dynamo(200)))).toBe(true);
  });

  it('is known of each call by itself, with the same client', async () => {
    const client = dynamo();
    server.answers = [cut];
    expect(isRepeat(await put(client))).toBe(true);
    expect(isRepeat(await put(client))).toBe(false);
  });
});
