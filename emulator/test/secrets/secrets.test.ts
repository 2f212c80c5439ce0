import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { credentialsOf } from '../../iam/callers.ts';
import { operator, startFixture, temporaryFolder } from '../support/fixture-app.ts';

const secret = (properties = {}) => ({
  Type: 'AWS::SecretsManager::Secret',
  Properties: { GenerateSecretString: {}, ...properties },
});

interface StartOptions {
  properties?: Record<string, unknown>;
  actions?: string[];
  settings?: Record<string, string>;
}

async function start({ properties, actions = ['secretsmanager:*'], settings }: StartOptions = {}) {
  const statements = [{ Effect: 'Allow', Action: actions, Resource: { Ref: 'Key' } }];
  const reader = {
    code: 'export const handler = () => process.env.SECRET;',
    statements,
    properties: { Environment: { Variables: { SECRET: { Ref: 'Key' } } } },
  };
  const core = await startFixture({ reader }, { resources: { Key: secret(properties), Other: secret() }, settings });
  const SecretId = JSON.parse((await core.functions.invoke('reader', '{}')).payload) as string;
  const credentials = credentialsOf(core.functions.find('reader')!);
  const client = new SecretsManagerClient({ ...operator(core.internalUrl), credentials });
  return {
    ...{ core, SecretId, client },
    get: (more = {}) => client.send(new GetSecretValueCommand({ SecretId, ...more })),
    put: (SecretString: string, more = {}) =>
      client.send(new PutSecretValueCommand({ SecretId, SecretString, ...more })),
  };
}

test('GW-126: a secret has the value that CloudFormation generates or is given, under ARN, partial ARN and name', async () => {
  const { get, SecretId } = await start();
  const first = await get();
  expect(first).toMatchObject({
    ARN: SecretId,
    VersionStages: ['AWSCURRENT'],
    SecretString: expect.stringMatching(/^\w{32}$/),
  });
  for (const id of [first.Name, SecretId.slice(0, -7)])
    expect(await get({ SecretId: id })).toMatchObject({ ARN: SecretId });
  const template = { SecretStringTemplate: '{"user":"me"}', GenerateStringKey: 'password', PasswordLength: 8 };
  const { SecretString } = await (await start({ properties: { GenerateSecretString: template } })).get();
  expect(JSON.parse(SecretString!)).toEqual({ user: 'me', password: expect.stringMatching(/^\w{8}$/) });
  expect(await (await start({ properties: { SecretString: 'given' } })).get()).toMatchObject({ SecretString: 'given' });
});

test('GW-126: a new value is the current version, and the one before the previous', async () => {
  const { get, put, client, SecretId } = await start();
  const { SecretString: generated } = await get();
  const { VersionId } = await put('new');
  expect(await get()).toMatchObject({ VersionId, SecretString: 'new', CreatedDate: expect.any(Date) });
  expect(await get({ VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: generated });
  await client.send(new PutSecretValueCommand({ SecretId, SecretBinary: Buffer.from([0, 255]) }));
  expect((await get()).SecretBinary).toEqual(new Uint8Array([0, 255]));
  expect(await get({ VersionId })).toMatchObject({ SecretString: 'new', VersionStages: ['AWSPREVIOUS'] });
});

test('GW-126: the same token with the same value changes nothing, with another it is refused', async () => {
  const { get, put } = await start();
  const ClientRequestToken = 'a'.repeat(32);
  const first = await put('one', { ClientRequestToken });
  await put('two');
  expect(await put('one', { ClientRequestToken })).toMatchObject({ VersionId: first.VersionId });
  expect(await get()).toMatchObject({ SecretString: 'two' });
  await expect(put('three', { ClientRequestToken })).rejects.toMatchObject({ name: 'ResourceExistsException' });
});

test('GW-126: what is missing, too long, or not allowed by the role is refused', async () => {
  const { core, get, put } = await start({
    properties: { GenerateSecretString: undefined },
    actions: ['secretsmanager:GetSecretValue'],
  });
  await expect(get()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(get({ SecretId: core.app.secrets[1]!.arn })).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await expect(put('x')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  const all = new SecretsManagerClient(operator(core.internalUrl));
  await expect(all.send(new GetSecretValueCommand({ SecretId: 'none' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  const long = new PutSecretValueCommand({ SecretId: core.app.secrets[0]!.arn, SecretString: 'x'.repeat(65_537) });
  await expect(all.send(long)).rejects.toMatchObject({ name: 'ValidationException' });
});

test('GW-126: with DATA_DIR values outlive the app', async () => {
  const settings = { DATA_DIR: temporaryFolder() };
  const first = await start({ settings });
  await first.put('kept');
  await first.core.close();
  expect(await (await start({ settings })).get()).toMatchObject({ SecretString: 'kept' });
});
