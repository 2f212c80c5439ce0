import * as z from 'zod';
import type { RateLimit } from '../chat/model/types.ts';

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const durationMs = z
  .string()
  .regex(/^[1-9]\d{0,8}(ms|s|m|h|d)$/, 'must be a duration such as 500ms, 10s, 15m or 2h')
  .transform((text) => {
    const unit = text.replace(/\d+/, '') as keyof typeof unitMs;
    return Number.parseInt(text, 10) * unitMs[unit];
  });

const count = z
  .string()
  .regex(/^[1-9]\d{0,5}$/, 'must be a whole number from 1')
  .transform(Number);

const rateLimit = z
  .string()
  .regex(/^(off|[1-9]\d{0,5}\/[1-9]\d{0,8}(ms|s|m|h|d))$/, 'must be off, or messages per time such as 20/10s')
  .transform((text): RateLimit | null => {
    const [burst, per] = text.split('/');
    return per === undefined ? null : { burst: Number(burst), perMs: durationMs.parse(per) };
  });

const url = z.string().regex(/^https?:\/\/[^\s/]+/, 'must be an http(s) URL');
const required = z.string().min(1, 'must not be empty');

/** Every setting that a deployed function reads from its environment, by its variable. */
const variables = {
  CHAT_TABLE: required,
  /** The management API of the WebSocket stage: `https://HOST/STAGE`. */
  CHAT_MANAGEMENT_URL: url,
  CHAT_ISSUER: required,
  /** Accepted `aud` (or, in access tokens of Cognito, `client_id`) values, comma-separated. */
  CHAT_AUDIENCE: required
    .transform((text) => text.split(',').map((part) => part.trim()))
    .refine((parts) => parts.every((part) => part !== ''), { message: 'must not have an empty part' }),
  CHAT_JWKS_URI: url,
  CHAT_USERNAME_CLAIM: required,
  CHAT_EDIT_WINDOW: durationMs,
  CHAT_RATE_LIMIT: rateLimit,
  CHAT_MAX_CONNECTIONS: count,
  /** Where CloudWatch keeps the stage's metrics. */
  CHAT_METRICS_NAMESPACE: required,
  CHAT_EVENT_BUS: required,
  /** Whether the text of a message goes out on the event bus with `message.created`. */
  CHAT_EVENT_TEXT: z.enum(['on', 'off'], 'must be on or off').transform((text) => text === 'on'),
} as const;

export type SettingName = keyof typeof variables;

/** The values of the settings that operators may change, where nothing else is said. */
export const settingDefaults = {
  CHAT_USERNAME_CLAIM: 'username',
  CHAT_EDIT_WINDOW: '15m',
  CHAT_RATE_LIMIT: '20/10s',
  CHAT_MAX_CONNECTIONS: '20',
  CHAT_EVENT_TEXT: 'off',
} as const satisfies Partial<Record<SettingName, string>>;

const issuer = ['CHAT_ISSUER', 'CHAT_AUDIENCE', 'CHAT_JWKS_URI', 'CHAT_USERNAME_CLAIM'] as const;
const chat = ['CHAT_TABLE', 'CHAT_MANAGEMENT_URL', 'CHAT_METRICS_NAMESPACE'] as const;
const rules = ['CHAT_EDIT_WINDOW', 'CHAT_RATE_LIMIT'] as const;

/** Which settings each function reads: the stack that deploys it must set exactly these, or does not compile. */
export const settingsOf = {
  authorizer: [...issuer, 'CHAT_METRICS_NAMESPACE'],
  connect: [...chat, 'CHAT_MAX_CONNECTIONS'],
  disconnect: chat,
  frame: [...chat, ...rules, ...issuer],
  http: [...chat, ...rules, 'CHAT_USERNAME_CLAIM'],
  'system-message': chat,
  'publish-changes': ['CHAT_TABLE', 'CHAT_EVENT_BUS', 'CHAT_EVENT_TEXT'],
} as const satisfies Record<string, readonly SettingName[]>;

/** The deployed functions: `lambdas/<name>.lambda.ts`. */
export type FunctionName = keyof typeof settingsOf;
export const functionNames = Object.keys(settingsOf) as FunctionName[];

export type SettingNameOf<F extends FunctionName> = (typeof settingsOf)[F][number];
/** The environment of a function, as the stack has to give it. */
export type EnvironmentOf<F extends FunctionName> = Record<SettingNameOf<F>, string>;
/** The settings of a function, as its code takes them. */
export type Settings<N extends SettingName = SettingName> = { [K in N]: z.output<(typeof variables)[K]> };

/** Checks one setting where it is written down, so that a wrong one fails before anything is deployed. Throws by name. */
export function checkSetting(name: SettingName, value: string | undefined): void {
  const result = variables[name].safeParse(value);
  if (!result.success) {
    throw new Error(
      value === undefined ? `${name} is not set` : `${name} is "${value}": ${result.error.issues[0]?.message}`,
    );
  }
}

/** The settings of one function out of its environment. Throws, at start, naming the first that is missing or wrong. */
export function readSettings<F extends FunctionName>(
  name: F,
  environment: Record<string, string | undefined> = process.env,
): Settings<SettingNameOf<F>> {
  const settings: Record<string, unknown> = {};
  for (const variable of settingsOf[name]) {
    checkSetting(variable, environment[variable]);
    settings[variable] = variables[variable].parse(environment[variable]);
  }
  return settings as Settings<SettingNameOf<F>>;
}
