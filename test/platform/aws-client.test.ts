import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/transport';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { AwsClient, type AwsClientOptions } from '../../lambdas/platform/aws-client.ts';
import { openDynamo } from '../../lambdas/data/dynamo.ts';
import { openManagementApi } from '../../lambdas/push/management-api.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
interface Seen {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

const seen: Seen[] = [];
let answers: Answer[] = [];
const fineBody = '{"fine":true}';
const fine: Answer = (_, response) => void response.end(fineBody);
const refuse =
  (status: number, body: string, headers = {}): Answer =>
  (_, response) =>
    void response.writeHead(status, headers).end(body);
const cut: Answer = (request) => void request.socket.destroy();

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const headers = request.headers as Record<string, string>;
    seen.push({
      method: request.method ?? '',
      path: request.url ?? '',
      headers,
      body: Buffer.concat(chunks).toString(),
    });
    (answers.shift() ?? fine)(request, response);
  });
});

let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => void server.close(resolve)));
beforeEach(() => {
  seen.length = 0;
  answers = [];
});

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' };
const client = (options: Partial<AwsClientOptions> = {}) =>
  new AwsClient({
    service: 'dynamodb',
    endpoint: url,
    requestTimeoutMs: 2_000,
    maxAttempts: 3,
    region: 'eu-west-1',
    credentials,
    ...options,
  });
const post = { method: 'POST', path: '/', body: '{"a":"ü"}' } as const;

/** The signature that a request as it arrived must carry. */
async function signatureOf({ method, path, headers, body }: Seen, service: string): Promise<string> {
  const [, names = ''] = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '') ?? [];
  const signed = Object.fromEntries(names.split(';').map((name) => [name, headers[name] ?? '']));
  const signingDate = new Date(String(headers['x-amz-date']).replace(/(....)(..)(..T..)(..)(..Z)/, '$1-$2-$3:$4:$5'));
  const signer = new SignatureV4({ service, region: 'eu-west-1', credentials, sha256: Sha256 });
  const again = await signer.sign(new HttpRequest({ method, path, headers: signed, body }), { signingDate });
  return String(again.headers.authorization);
}

it.each([
  [
    'dynamodb',
    () =>
      openDynamo({ endpoint: url, region: 'eu-west-1', credentials }).call('GetItem', {
        TableName: 'chat',
        Key: { PK: { S: 'ü' } },
      }),
  ],
  [
    'execute-api',
    () =>
      openManagementApi(`${url}/ws`, { region: 'eu-west-1', credentials }).post(
        'Vx7Z+/A=',
        new TextEncoder().encode('ü'),
      ),
  ],
])(
  'signs for %s what it sends, host, session token and body included (AWS Signature Version 4)',
  async (service, call) => {
    await call();
    expect(seen[0]!.headers.authorization).toBe(await signatureOf(seen[0]!, service));
    expect(seen[0]!.headers.authorization).toMatch(
      /Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/.*SignedHeaders=[^,]*host;[^,]*x-amz-security-token/,
    );
  },
);

it('posts to the path of the connection below that of the stage (API Gateway, "Use @connections commands")', async () => {
  await openManagementApi(`${url}/ws`, { credentials }).close('Vx7Z+/A=');
  expect(seen[0]).toMatchObject({ method: 'DELETE', path: '/ws/@connections/Vx7Z%2B%2FA%3D' });
});

it.each([
  ['is throttled', refuse(400, '{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}')],
  ['is limited', refuse(429, '{}', { 'x-amzn-errortype': 'LimitExceededException:http://internal/' })],
  ['fails inside AWS', refuse(500, '{}')],
  ['is cut off', cut],
  [
    'breaks off in the answer',
    (request, response) =>
      void response.writeHead(200, { 'content-length': 100 }).write('{', () => request.socket.destroy()),
  ],
] satisfies [string, Answer][])('sends again what %s', async (_, trouble) => {
  answers = [trouble, trouble];
  expect(await client().send(post)).toMatchObject({ body: fineBody });
  expect(seen.map(({ body }) => body)).toEqual([post.body, post.body, post.body]);
});

it.each([
  ['nothing went wrong', [], false],
  ['what came before was throttled', [refuse(400, '{"__type":"ThrottlingException"}')], false],
  ['an answer was lost', [cut], true],
  ['AWS failed inside', [refuse(500, '{}')], true],
  ['an answer was lost, and the next attempt throttled', [cut, refuse(400, '{"__type":"ThrottlingException"}')], true],
] satisfies [string, Answer[], boolean][])(
  'says whether an attempt before may have been carried out: %s',
  async (_, before, isRepeat) => {
    answers = [...before];
    expect(await client().send(post)).toEqual({ body: fineBody, isRepeat });
    answers = [...before, refuse(400, '{"__type":"ConditionalCheckFailedException"}')];
    await expect(client().send(post)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException', isRepeat });
  },
);

it('gives up after its last attempt, with what the service said', async () => {
  answers = Array.from({ length: 3 }, () => refuse(500, '{"message":"not now"}'));
  await expect(client().send(post)).rejects.toMatchObject({ message: 'not now', $metadata: { httpStatusCode: 500 } });
  expect(seen).toHaveLength(3);
});

it.each([
  [
    'in the body',
    refuse(
      400,
      '{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","Item":{"a":{"S":"b"}},"message":"no"}',
    ),
    'ConditionalCheckFailedException',
  ],
  ['in a header', refuse(410, '', { 'x-amzn-ErrorType': 'GoneException' }), 'GoneException'],
  ['nowhere', refuse(404, '<html>'), 'UnknownError'],
])('does not repeat a refusal that is named %s', async (_, refusal, name) => {
  answers = [refusal];
  await expect(client().send(post)).rejects.toMatchObject({ name });
  expect(seen).toHaveLength(1);
});

it('waits no longer than its time-out for an answer, or for the rest of one', async () => {
  answers = [() => undefined];
  expect(await client({ requestTimeoutMs: 100 }).send(post)).toMatchObject({ body: fineBody });
  answers = [(_, response) => void response.writeHead(200, { 'content-length': 100 }).write('{')];
  expect(await client({ requestTimeoutMs: 100 }).send(post)).toMatchObject({ body: fineBody });
  answers = [() => undefined];
  await expect(client({ requestTimeoutMs: 100, maxAttempts: 1 }).send(post)).rejects.toMatchObject({
    name: 'TimeoutError',
  });
});

it('takes region, role and endpoint of DynamoDB from what Lambda sets (Lambda, "Defined runtime environment variables")', async () => {
  const variables = {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'session',
    AWS_ENDPOINT_URL_DYNAMODB: url,
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  await openDynamo().call('Query', { TableName: 'chat' });
  vi.unstubAllEnvs();
  expect(seen[0]).toMatchObject({ headers: { 'x-amz-target': 'DynamoDB_20120810.Query' } });
  expect(seen[0]!.headers.authorization).toBe(await signatureOf(seen[0]!, 'dynamodb'));
});
