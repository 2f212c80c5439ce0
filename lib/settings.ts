import type * as z from 'zod';
import { checkSetting } from '../lambdas/platform/settings.ts';
import { DeployError } from './deploy-error.ts';
import { domainsOf, type Domains, type DomainValues } from './domains.ts';
import { settingSchemas, variablesOfFunctions } from './setting-schemas.ts';

type SettingKey = keyof typeof settingSchemas;
type IssuerValues = Pick<Values, 'issuer' | 'audience' | 'jwksUri' | 'clientId'>;
type Values = { [K in SettingKey]: z.output<(typeof settingSchemas)[K]> };

/** An existing OIDC issuer. */
export interface Issuer {
  issuer: string;
  audience: string[];
  /** Null: the issuer's discovery document has it. */
  jwksUri: string | null;
  clientId: string;
}

/** The settings of one deployment, checked. */
export interface DeploySettings extends Omit<Values, keyof IssuerValues | keyof DomainValues> {
  /** Null: a Cognito user pool is created. */
  issuer: Issuer | null;
  domains: Domains;
}

/** The stage of one machine: nothing of it is deployed. */
export const localStage = 'local';

/** The environment variable of a setting: `rateLimit` is `CHAT_RATE_LIMIT`. */
export function variableOf(key: string): string {
  return `CHAT_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/**
 * The deploy settings, each from its environment variable (`CHAT_STAGE`, `CHAT_ISSUER`, `CHAT_AUDIENCE`,
 * `CHAT_JWKS_URI`,
 * `CHAT_USERNAME_CLAIM`, `CHAT_RATE_LIMIT`, … by the rule of `variableOf`), else from the CDK context under its own
 * name
 * (`-c stage=production -c rateLimit=20/10s`, or `context` in cdk.json), else the default. Context values may also be
 * JSON
 * objects, lists or numbers.
 *
 * Throws a `DeployError` that names the first setting that is wrong or unknown. Unknown is a `CHAT_…` variable, or a
 * context key in the form of a setting's name (CDK's own keys hold a colon or a hyphen).
 */
export function readDeploySettings(
  context: Record<string, unknown>,
  environment: Record<string, string | undefined> = process.env,
): DeploySettings {
  refuseUnknown(context, environment);
  const values: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(settingSchemas)) {
    values[key] = parseOne(key, schema, environment[variableOf(key)] ?? textOf(context[key]));
  }
  checkForFunctions(values as Values);
  checkReceiver(values as Values);
  return complete(values as Values);
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'object' && !Array.isArray(value) ? JSON.stringify(value) : String(value);
}

function refuseUnknown(context: Record<string, unknown>, environment: Record<string, string | undefined>): void {
  const keys = Object.keys(settingSchemas);
  const variables = keys.map(variableOf);
  const unknown =
    Object.keys(context).find((key) => /^[a-z][A-Za-z]*$/.test(key) && !keys.includes(key)) ??
    Object.keys(environment).find((name) => name.startsWith('CHAT_') && !variables.includes(name));
  if (unknown !== undefined) throw new DeployError(`${unknown} is no setting; there are ${keys.join(', ')}`);
}

function parseOne(key: string, schema: z.ZodType, text: string | undefined): unknown {
  const result = schema.safeParse(text);
  if (result.success) return result.data;
  throw new DeployError(`${key} (${variableOf(key)}) is "${text}": ${result.error.issues[0]?.message}`);
}

function checkForFunctions(values: Values): void {
  for (const key of Object.keys(variablesOfFunctions) as (keyof typeof variablesOfFunctions)[]) {
    try {
      checkSetting(variablesOfFunctions[key], values[key]);
    } catch (error) {
      throw new DeployError(`${key}: ${(error as Error).message}`, { cause: error });
    }
  }
}

/** CloudWatch can only notify topics of its own region. */
function checkReceiver({ alarmReceiver, region }: Values): void {
  if (alarmReceiver === undefined || !('topicArn' in alarmReceiver) || region === undefined) return;
  if (alarmReceiver.topicArn.split(':')[3] === region) return;
  throw new DeployError(`alarmReceiver is "${alarmReceiver.topicArn}": must be in ${region}`);
}

function complete(values: Values): DeploySettings {
  const { issuer, audience, jwksUri, clientId, ...others } = values;
  const { pageDomain, pageCertificate, restDomain, restCertificate, webSocketDomain, webSocketCertificate, ...plain } =
    others;
  const domains = domainsOf(
    { pageDomain, pageCertificate, restDomain, restCertificate, webSocketDomain, webSocketCertificate },
    values.region,
  );
  return {
    ...plain,
    domains,
    issuer: issuerOf({ issuer, audience, jwksUri, clientId }),
  };
}

function issuerOf({ issuer, audience, jwksUri, clientId }: IssuerValues): Issuer | null {
  if (issuer === undefined) {
    const orphan = Object.entries({ audience, jwksUri, clientId }).find(([, value]) => value !== undefined);
    if (orphan === undefined) return null;
    throw new DeployError(`issuer is not set, but ${orphan[0]} is: without an issuer the user pool made here decides`);
  }
  const [first] = audience ?? [];
  if (audience === undefined || first === undefined) throw new DeployError('audience is not set, but issuer is');
  return {
    issuer,
    audience,
    jwksUri: jwksUri ?? null,
    clientId: clientId ?? first,
  };
}
