import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Callers } from '../iam/callers.ts';
import { arnOf } from '../assembly/identifiers.ts';
import { AwsError } from '../primitives/aws-protocol.ts';
import { refuseOperation } from '../primitives/json-service.ts';
import type { SecretModel } from './model.ts';
import type { SecretStore, SecretVersion } from './secret-store.ts';

const valueBytesMax = 65_536;

const id = z.string().min(1).max(2_048);
const getInput = z.object({
  SecretId: id,
  VersionId: z.string().min(32).max(64).optional(),
  VersionStage: z.enum(['AWSCURRENT', 'AWSPREVIOUS']).optional(),
});
const putInput = z.object({
  SecretId: id,
  ClientRequestToken: z.string().min(32).max(64).default(randomUUID),
  SecretString: z.string().min(1).optional(),
  SecretBinary: z.base64().optional(),
  VersionStages: z.tuple([z.literal('AWSCURRENT')]).optional(),
});

export interface SecretsOptions {
  models: SecretModel[];
  store: SecretStore;
  callers: Callers;
}

/**
 * Runs GetSecretValue or PutSecretValue. Throws an `AwsError`.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/Welcome.html
 */
export function callSecretsManager(
  options: SecretsOptions,
  operation: string,
  body: unknown,
  authorization: string | undefined,
): unknown {
  if (operation === 'GetSecretValue') {
    const input = parse(getInput, body);
    return getSecretValue(options, requireSecret(options, operation, input.SecretId, authorization), input);
  }
  if (operation === 'PutSecretValue') {
    const input = parse(putInput, body);
    return putSecretValue(options, requireSecret(options, operation, input.SecretId, authorization), input);
  }
  return refuseOperation(operation);
}

function parse<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AwsError('ValidationException', `${issue?.path.join('.')}: ${issue?.message}`);
}

/** The secret of an ARN, with or without its last six characters, or of a name, if the role allows the call. */
function requireSecret(
  { models, callers }: SecretsOptions,
  operation: string,
  secretId: string,
  authorization: string | undefined,
): SecretModel {
  const model = models.find(({ arn, name }) =>
    [arn, name, arnOf('secretsmanager', `secret:${name}`)].includes(secretId),
  );
  const resource =
    model?.arn ?? (secretId.startsWith('arn:') ? secretId : arnOf('secretsmanager', `secret:${secretId}`));
  const refusal = callers.refusal(authorization, { action: `secretsmanager:${operation}`, resource });
  if (refusal !== null) throw new AwsError('AccessDeniedException', refusal);
  if (model === undefined) throw notFound("Secrets Manager can't find the specified secret.");
  return model;
}

const notFound = (message: string): AwsError => new AwsError('ResourceNotFoundException', message);

function getSecretValue(
  { store }: SecretsOptions,
  { arn, name }: SecretModel,
  input: z.output<typeof getInput>,
): unknown {
  const { VersionId: versionId, VersionStage: stage = 'AWSCURRENT' } = input;
  const version = versionId === undefined ? store.find(arn, stage) : store.findById(arn, versionId);
  if (version === undefined) {
    const wanted = versionId === undefined ? `staging label: ${stage}` : `VersionId: ${versionId}`;
    throw notFound(`Secrets Manager can't find the specified secret value for ${wanted}`);
  }
  return {
    ARN: arn,
    Name: name,
    VersionId: version.id,
    SecretString: version.text,
    SecretBinary: version.binary,
    VersionStages: store.stagesOf(arn, version),
    CreatedDate: version.createdMs / 1000,
  };
}

/** The same token with the same value changes nothing. */
function putSecretValue(
  { store }: SecretsOptions,
  { arn, name }: SecretModel,
  input: z.output<typeof putInput>,
): unknown {
  const { ClientRequestToken: token, SecretString: text, SecretBinary: binary } = input;
  requireOneValue(text, binary);
  const known = store.findById(arn, token);
  if (known !== undefined && !(known.text === text && known.binary === binary))
    throw new AwsError('ResourceExistsException', `The version ${token} exists already, with another value.`);
  const version: SecretVersion = known ?? {
    id: token,
    createdMs: Date.now(),
    ...(text === undefined ? { binary: binary! } : { text }),
  };
  if (known === undefined) store.put(arn, version);
  return { ARN: arn, Name: name, VersionId: version.id, VersionStages: store.stagesOf(arn, version) };
}

function requireOneValue(text: string | undefined, binary: string | undefined): void {
  if ((text === undefined) === (binary === undefined))
    throw new AwsError('InvalidParameterException', 'You must provide either SecretString or SecretBinary.');
  const bytes = text === undefined ? Buffer.byteLength(binary!, 'base64') : Buffer.byteLength(text);
  if (bytes > valueBytesMax)
    throw new AwsError('ValidationException', `A secret value has at most ${valueBytesMax} bytes.`);
}
