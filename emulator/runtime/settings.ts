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

/** What can be made to go wrong. These can also be changed while the app runs, by `POST /dev/faults`. */
const faultVariables = {
  /** Added to each DynamoDB call. */
  LOCAL_DYNAMODB_DELAY_MS: milliseconds.default(0),
  /** Probability that a DynamoDB call is refused with ProvisionedThroughputExceededException. */
  LOCAL_DYNAMODB_THROTTLE: probability.default(0),
  /** Probability that a DynamoDB call fails with InternalServerError (500). */
  LOCAL_DYNAMODB_500: probability.default(0),

  /** Probability that the `$disconnect` event of a connection never comes. */
  LOCAL_DISCONNECT_LOSS: probability.default(0),
  /** Added to each call of the management API. */
  LOCAL_MANAGEMENT_DELAY_MS: milliseconds.default(0),
  /** Probability that a connection turns out to be gone when something is posted to it: it is cut, the post answers 410. */
  LOCAL_MANAGEMENT_410: probability.default(0),
  /** Probability that the management API answers 429 LimitExceededException. */
  LOCAL_MANAGEMENT_429: probability.default(0),
  /** Probability that the management API answers 500. */
  LOCAL_MANAGEMENT_500: probability.default(0),

  /** Probability that a function is invoked twice with the same event; the second answer concerns nobody. */
  LOCAL_INVOCATION_REPEAT: probability.default(0),
  /** An invocation, and its repeat, come late by up to this. */
  LOCAL_INVOCATION_DELAY_MS: milliseconds.default(0),
  /** Probability that the process of an invocation dies after some of its calls. */
  LOCAL_FUNCTION_CRASH: probability.default(0),
  /** The clocks of functions and gateways are wrong by up to this, to either side. */
  LOCAL_CLOCK_SKEW_MS: milliseconds.default(0),
} as const;

/** Every setting of the local runtime, by its variable. None of them exists in what is deployed. */
const variables = {
  /** The one port of the app. 0 takes a free one. */
  PORT: integer(0, 65_535).default(8006),
  /** Folder that keeps the data between runs; without it each start is fresh. */
  DATA_DIR: text.optional(),
  /** A DynamoDB to use instead of the embedded one. */
  DYNAMODB_ENDPOINT: url.optional(),

  /** `java` skips the embedded engine. */
  LOCAL_DYNAMODB_ENGINE: z.enum(['embedded', 'java'], 'must be embedded or java').default('embedded'),
  /** AWS's DynamoDBLocal.jar, to run instead of the one that is fetched from npm. */
  LOCAL_DYNAMODB_JAR: text.optional(),

  /** A fresh process for each invocation: shows cold starts, and state that leaks from call to call. */
  LOCAL_FRESH_PROCESS: flag.default(false),
  /**
   * Most workers of one function at a time; more invocations wait. By default as many as there are processors, and two at
   * least: each compiles its code for itself, so that more of them deliver less.
   */
  LOCAL_FUNCTION_CONCURRENCY: integer(1, 1_000).default(Math.max(2, availableParallelism())),
  /** Wait before the first retry of an asynchronous invocation (AWS: a minute), twice as long before the second. */
  LOCAL_ASYNC_RETRY_DELAY_MS: milliseconds.default(1_000),
  /** Where the functions' own output goes: `off`, `stderr`, or a file. Errors show on stderr in any case, one line each. */
  LOCAL_FUNCTION_LOG: text.default('off'),

  /** A WebSocket without traffic is closed after this (AWS: 10 minutes). */
  LOCAL_IDLE_TIMEOUT_MS: milliseconds.default(600_000),
  /** A WebSocket is closed after this in any case (AWS: 2 hours). */
  LOCAL_CONNECTION_LIFETIME_MS: milliseconds.default(7_200_000),
  /** The account's quota of requests of all kinds, half of it at once; 429 beyond (AWS: 10,000). */
  LOCAL_REQUESTS_PER_SECOND: integer(2, 10_000).default(10_000),
  ...faultVariables,
} as const;

type Variables = typeof variables;
/** The names of all settings. */
export const variableNames = Object.keys(variables) as (keyof Variables)[];
/** The settings of the local runtime by their variables' names. */
export type LocalSettings = { [K in keyof Variables]: z.output<Variables[K]> };

/** What goes wrong on purpose, by the names of its settings. Looked at for each call, so that it can change meanwhile. */
export type Faults = Pick<LocalSettings, keyof typeof faultVariables>;

/** A setting that cannot be used; the message is one line that names it. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

/** The faults among the settings, in an object of their own. */
export function faultsOf(settings: LocalSettings): Faults {
  return Object.fromEntries(
    Object.keys(faultVariables).map((name) => [name, settings[name as keyof Faults]]),
  ) as unknown as Faults;
}

/** Changes some of the faults, all or none. Throws a `SettingError` for a name or a value that is none. */
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

/** Throws a `SettingError` for the first variable that is wrong, and for a LOCAL_ variable that does not exist. */
export function readLocalSettings(environment: Record<string, string | undefined> = process.env): LocalSettings {
  const unknown = Object.keys(environment).find((name) => name.startsWith('LOCAL_') && !(name in variables));
  if (unknown !== undefined)
    throw new SettingError(`${unknown} is no setting; there are ${Object.keys(variables).join(', ')}`);
  return Object.fromEntries(
    variableNames.map((name) => [name, readSetting(name, environment[name])]),
  ) as unknown as LocalSettings;
}
