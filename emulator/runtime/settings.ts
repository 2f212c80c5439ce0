import { availableParallelism } from 'node:os';
import * as z from 'zod';

const integer = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^\d{1,12}$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, `must be from ${minimum} to ${maximum}`);
const milliseconds = integer(0, 86_400_000);
const probability = z
  .string()
  .regex(/^(0|1|0?\.\d+|[01]\.0*)$/, 'must be a probability from 0 to 1')
  .transform(Number);
const flag = z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true');
const text = z.string().min(1, 'must not be empty');
const url = z.string().regex(/^http:\/\/[^\s/]+\/?$/, 'must be an http URL without a path');

/** Faults on purpose. They can be changed while the app runs (`changeFaults`). */
const faultVariables = {
  /** Added to each DynamoDB call. */
  LOCAL_DYNAMODB_DELAY_MS: milliseconds.default(0),
  /** Probability that a DynamoDB call fails with ProvisionedThroughputExceededException. */
  LOCAL_DYNAMODB_THROTTLE: probability.default(0),
  /** Probability that a DynamoDB call fails with InternalServerError (500). */
  LOCAL_DYNAMODB_500: probability.default(0),

  /** Probability that the `$disconnect` event of a connection is lost. */
  LOCAL_DISCONNECT_LOSS: probability.default(0),
  /** Added to each call of the management API. */
  LOCAL_MANAGEMENT_DELAY_MS: milliseconds.default(0),
  /** Probability that a post finds its connection broken: the connection is cut, the post answers 410. */
  LOCAL_MANAGEMENT_410: probability.default(0),
  /** Probability that the management API answers 429 LimitExceededException. */
  LOCAL_MANAGEMENT_429: probability.default(0),
  /** Probability that the management API answers 500. */
  LOCAL_MANAGEMENT_500: probability.default(0),

  /** Probability that SQS fails to take a message (InternalFailure). */
  LOCAL_SQS_500: probability.default(0),
  /** Probability that a queue delivers a message twice. */
  LOCAL_SQS_REPEAT: probability.default(0),

  /** Probability that a function is invoked twice with the same event; the second result is discarded. */
  LOCAL_INVOCATION_REPEAT: probability.default(0),
  /** Maximum delay of an invocation and of its repeat. */
  LOCAL_INVOCATION_DELAY_MS: milliseconds.default(0),
  /** Probability that the process of an invocation dies after some of its calls to AWS services. */
  LOCAL_FUNCTION_CRASH: probability.default(0),

  /** Added to each request of S3. */
  LOCAL_S3_DELAY_MS: milliseconds.default(0),
  /** Probability that a request of S3 fails with SlowDown (503). */
  LOCAL_S3_503: probability.default(0),
  /** Probability that a request of S3 fails with InternalError (500). */
  LOCAL_S3_500: probability.default(0),

  /** The clocks of functions and gateways are wrong by at most this, in either direction. */
  LOCAL_CLOCK_SKEW_MS: milliseconds.default(0),
} as const;

/** Every setting of the emulator, by its environment variable. None of them exists in a deployment. */
const variables = {
  /** The app's only port. 0 picks a free one. */
  PORT: integer(0, 65_535).default(8006),
  /** Folder that keeps the data between runs. Without it each start begins with empty tables. */
  DATA_DIR: text.optional(),
  /** The URL of a DynamoDB to use instead of the embedded engine. */
  DYNAMODB_ENDPOINT: url.optional(),

  /** `java` skips the embedded engine. */
  LOCAL_DYNAMODB_ENGINE: z.enum(['embedded', 'java'], 'must be embedded or java').default('embedded'),
  /** AWS's DynamoDBLocal.jar, to run instead of the one that is fetched from npm. */
  LOCAL_DYNAMODB_JAR: text.optional(),

  /** How often expired rows of the embedded engine are deleted (AWS: within days). */
  LOCAL_TTL_INTERVAL_MS: integer(10, 86_400_000).default(3_600_000),

  /** A new process for each invocation: shows cold starts, and state that leaks between invocations. */
  LOCAL_FRESH_PROCESS: flag.default(false),
  /**
   * Maximum workers of one function at a time; more invocations wait. By default the number of processors, at least 2:
   * each worker compiles its code for itself, so more of them are slower in total.
   */
  LOCAL_FUNCTION_CONCURRENCY: integer(1, 1_000).default(Math.max(2, availableParallelism())),
  /** Wait before the first retry of an asynchronous invocation (AWS: a minute), doubled before the second. */
  LOCAL_ASYNC_RETRY_DELAY_MS: milliseconds.default(1_000),
  /** A message whose function failed is visible again after this, at the latest (SQS: its visibility timeout). */
  LOCAL_QUEUE_RETRY_DELAY_MS: milliseconds.default(43_200_000),
  /** Where the functions' output goes: `off`, `stderr`, or a file. Errors always go to stderr, one line each. */
  LOCAL_FUNCTION_LOG: text.default('off'),

  /** Presigned URLs of S3 end this long after they were signed, if they do not end earlier. */
  LOCAL_LINK_LIFETIME_MS: milliseconds.optional(),

  /** An idle WebSocket is closed after this (AWS: 10 minutes). */
  LOCAL_IDLE_TIMEOUT_MS: milliseconds.default(600_000),
  /** Every WebSocket is closed after this (AWS: 2 hours). */
  LOCAL_CONNECTION_LIFETIME_MS: milliseconds.default(7_200_000),
  /** The account's quota of requests of all kinds, of which half may come at once; 429 beyond it (AWS: 10,000). */
  LOCAL_REQUESTS_PER_SECOND: integer(2, 10_000).default(10_000),
  ...faultVariables,
} as const;

type Variables = typeof variables;
/** The names of all settings. */
export const settingNames = Object.keys(variables) as (keyof Variables)[];
/** The settings by the names of their variables. */
export type EmulatorSettings = { [K in keyof Variables]: z.output<Variables[K]> };

/** The faults by the names of their settings. Read at each call, since they may change. */
export type Faults = Pick<EmulatorSettings, keyof typeof faultVariables>;

/** An invalid setting. The message is one line that names it. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

/** The faults of the settings, in a new object. */
export function faultsOf(settings: EmulatorSettings): Faults {
  return Object.fromEntries(
    Object.keys(faultVariables).map((name) => [name, settings[name as keyof Faults]]),
  ) as unknown as Faults;
}

/** Changes some of the faults: all of `changes` or, with a `SettingError`, none. */
export function changeFaults(faults: Faults, changes: Record<string, unknown>): void {
  const unknown = Object.keys(changes).find((name) => !Object.hasOwn(faultVariables, name));
  if (unknown !== undefined)
    throw new SettingError(`${unknown} is no fault; there are ${Object.keys(faultVariables).join(', ')}`);
  const read = Object.entries(changes).map(([name, value]) => [name, readSetting(name as keyof Faults, String(value))]);
  Object.assign(faults, Object.fromEntries(read));
}

function readSetting(name: keyof Variables, value: string | undefined): unknown {
  const result = variables[name].safeParse(value);
  if (!result.success) throw new SettingError(`${name} is "${value}": ${result.error.issues[0]?.message}`);
  return result.data;
}

/**
 * Throws a `SettingError` for the first invalid variable, and for an unknown one that begins with LOCAL_. `own`: such
 * variables that the caller reads itself.
 */
export function readSettings(
  environment: Record<string, string | undefined> = process.env,
  own: readonly string[] = [],
): EmulatorSettings {
  const isKnown = (name: string) => name in variables || own.includes(name);
  const unknown = Object.keys(environment).find((name) => name.startsWith('LOCAL_') && !isKnown(name));
  if (unknown !== undefined)
    throw new SettingError(`${unknown} is no setting; there are ${Object.keys(variables).join(', ')}`);
  return Object.fromEntries(
    settingNames.map((name) => [name, readSetting(name, environment[name])]),
  ) as unknown as EmulatorSettings;
}
