import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';
import { checkSetting, settingDefaults } from '../lambdas/platform/settings.ts';
import { DeployError } from './deploy-error.ts';

const list = z.string().transform((text) => text.split(',').map((part) => part.trim()).filter((part) => part !== ''));
const wholeNumber = z.string().regex(/^[1-9]\d{0,5}$/, 'must be a whole number from 1').transform(Number);
const httpsUrl = z.string().regex(/^https:\/\/[^\s/?#]+[^\s?#]*$/, 'must be an https URL');
const origin = z
  .string()
  .regex(/^(https:\/\/[^\s/*?#]+|http:\/\/(localhost|127\.0\.0\.1)(:\d+)?)$/, 'must be origins such as https://chat.example.com');

const retentionDays = Object.values(RetentionDays).filter((days) => typeof days === 'number');
const logRetention = wholeNumber.refine((days) => retentionDays.includes(days), `must be one of ${retentionDays.join(', ')}`);

/** Every deploy setting, by its name in the CDK context. */
const schemas = {
  /** Names everything, so that stages live side by side in one account. `production` keeps its data. */
  stage: z.string().regex(/^[a-z][a-z0-9-]{0,15}$/, 'must be 1 to 16 of a-z, 0-9 and -, a letter first').default('dev'),
  account: z.string().regex(/^\d{12}$/, 'must have 12 digits').optional(),
  region: z.string().regex(/^[a-z]{2,3}(-[a-z]+)+-\d$/, 'must be a region such as eu-central-1').optional(),

  /** An OIDC issuer whose tokens (RSA keys) are taken. Without it a Cognito user pool is made. */
  issuer: httpsUrl.optional(),
  /** Accepted `aud` values, comma-separated. */
  audience: list.pipe(z.array(z.string()).min(1, 'must not be empty')).optional(),
  jwksUri: httpsUrl.optional(),
  /** The issuer's client of the page; the first audience where nothing is said. */
  clientId: z.string().min(1, 'must not be empty').optional(),
  usernameClaim: z.string().default(settingDefaults.CHAT_USERNAME_CLAIM),

  /** Origins of the pages that may call REST and that sign-in may return to, comma-separated. */
  origins: list.pipe(z.array(origin)).default([]),
  /** `off` deploys no page: the marketplace has its own. */
  page: z.enum(['on', 'off'], 'must be on or off').transform((text) => text === 'on').default(true),

  editWindow: z.string().default(settingDefaults.CHAT_EDIT_WINDOW),
  rateLimit: z.string().default(settingDefaults.CHAT_RATE_LIMIT),
  maxConnections: z.string().default(settingDefaults.CHAT_MAX_CONNECTIONS),
  /** Requests per second, on average, that each of the two APIs lets through; AWS allows an account 10,000 altogether. */
  throttleRate: wholeNumber.default(1_000),
  throttleBurst: wholeNumber.default(2_000),

  logRetentionDays: logRetention.default(RetentionDays.ONE_MONTH),
  /** What happens to data when its stack is deleted; `retain` also protects the table and the users against deletion. */
  removalPolicy: z.enum(['retain', 'destroy'], 'must be retain or destroy').optional(),
} as const;

/** Settings that the functions read under the same variable: their own code checks them. */
const variablesOfFunctions = {
  usernameClaim: 'CHAT_USERNAME_CLAIM',
  editWindow: 'CHAT_EDIT_WINDOW',
  rateLimit: 'CHAT_RATE_LIMIT',
  maxConnections: 'CHAT_MAX_CONNECTIONS',
} as const satisfies Partial<Record<keyof typeof schemas, keyof typeof settingDefaults>>;

type SettingKey = keyof typeof schemas;
type Values = { [K in SettingKey]: z.output<(typeof schemas)[K]> };

/** An OIDC issuer that is there already. */
export interface Issuer {
  issuer: string;
  audience: string[];
  jwksUri: string;
  clientId: string;
}

/** The settings of one deployment, checked. */
export interface DeploySettings
  extends Omit<Values, 'issuer' | 'audience' | 'jwksUri' | 'clientId' | 'removalPolicy'> {
  /** `null`: a Cognito user pool is made. */
  issuer: Issuer | null;
  removalPolicy: 'retain' | 'destroy';
}

/** The environment variable of a setting: `rateLimit` is `CHAT_RATE_LIMIT`. */
export function variableOf(key: string): string {
  return `CHAT_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/**
 * The deploy settings, each from its environment variable (`CHAT_STAGE`, `CHAT_ISSUER`, `CHAT_AUDIENCE`, `CHAT_JWKS_URI`,
 * `CHAT_USERNAME_CLAIM`, `CHAT_RATE_LIMIT`, … by the rule of `variableOf`), else from the CDK context under its own name
 * (`-c stage=production -c rateLimit=20/10s`, or `context` in cdk.json), else the default. Context values may be JSON: a list
 * or a number is as good as its text.
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
  for (const [key, schema] of Object.entries(schemas)) {
    values[key] = parseOne(key, schema, environment[variableOf(key)] ?? textOf(context[key]));
  }
  checkForFunctions(values as Values);
  return complete(values as Values);
}

function textOf(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}

function refuseUnknown(context: Record<string, unknown>, environment: Record<string, string | undefined>): void {
  const keys = Object.keys(schemas);
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
  for (const [key, variable] of Object.entries(variablesOfFunctions) as [keyof typeof variablesOfFunctions, keyof typeof settingDefaults][]) {
    try {
      checkSetting(variable, values[key]);
    } catch (error) {
      throw new DeployError(`${key}: ${(error as Error).message}`, { cause: error });
    }
  }
}

function complete({ issuer, audience, jwksUri, clientId, removalPolicy, ...values }: Values): DeploySettings {
  return {
    ...values,
    issuer: issuerOf({ issuer, audience, jwksUri, clientId }),
    removalPolicy: removalPolicy ?? (values.stage === 'production' ? 'retain' : 'destroy'),
  };
}

function issuerOf({ issuer, audience, jwksUri, clientId }: Pick<Values, 'issuer' | 'audience' | 'jwksUri' | 'clientId'>): Issuer | null {
  if (issuer === undefined) {
    const orphan = Object.entries({ audience, jwksUri, clientId }).find(([, value]) => value !== undefined);
    if (orphan === undefined) return null;
    throw new DeployError(`issuer is not set, but ${orphan[0]} is: without an issuer the user pool made here decides`);
  }
  const [first] = audience ?? [];
  if (audience === undefined || first === undefined) throw new DeployError('audience is not set, but issuer is');
  return { issuer, audience, jwksUri: jwksUri ?? `${issuer.replace(/\/$/, '')}/.well-known/jwks.json`, clientId: clientId ?? first };
}
