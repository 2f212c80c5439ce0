import { parseArgs } from 'node:util';
import type { ChangeEventName } from '../../protocol/change-event.ts';
import { eventList, onOff } from '../../lambdas/platform/setting-values.ts';
import { settingDefaults } from '../../lambdas/platform/settings.ts';

export const usage = [
  'usage: npm run smoke -- --stage dev [--region eu-west-1] [--slow]    what is deployed, by its CloudFormation stacks',
  '       npm run smoke -- --url http://127.0.0.1:8006 [--slow]         what npm start runs',
  'further options: --max-connections 20 and --events thread.created --notifications on (as the app is set),',
  '                 --patience-seconds 20 (for a reply or a push)',
  'SMOKE_TOKENS="TOKEN TOKEN" brings the access tokens of two users of an issuer of your own.',
].join('\n');

/** The command line cannot be used; the message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface SmokeOptions {
  /** What to test: a deployed stage by its name, or an app on this machine by its address. */
  target: { stage: string; region: string | undefined } | { url: string };
  /** Also the check that waits for eight minutes. */
  slow: boolean;
  /** `CHAT_MAX_CONNECTIONS` of the app. */
  maxConnections: number;
  /** `CHAT_ATTACHMENTS` of the app. */
  attachments: boolean;
  /** `CHAT_EVENTS` of the app. */
  eventKinds: ChangeEventName[];
  /** `CHAT_NOTIFICATIONS` of the app. */
  hasNotifications: boolean;
  /** The setting `socketIo` of the stage. */
  hasSocketIo: boolean;
  /** How long a reply or a push may take. */
  patienceMs: number;
  /** Access tokens of two users; null: the run makes its users. */
  tokens: [string, string] | null;
}

const text = { type: 'string' } as const;
const options = {
  stage: text,
  region: text,
  url: text,
  slow: { type: 'boolean' },
  'max-connections': { type: 'string', default: '20' },
  events: { type: 'string', default: settingDefaults.CHAT_EVENTS },
  attachments: { type: 'string', default: 'on' },
  notifications: { type: 'string', default: 'on' },
  'socket-io': { type: 'string', default: 'on' },
  'patience-seconds': { type: 'string', default: '20' },
} as const;

function valuesOf(args: string[]) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

type Values = ReturnType<typeof valuesOf>;

/**
 * Reads the command line. Tokens come by the environment: other users of a machine can see the arguments of a process.
 *
 * @throws UsageError naming what is wrong
 */
export function readOptions(args: string[], environment: Record<string, string | undefined>): SmokeOptions {
  const values = valuesOf(args);
  return {
    target: targetOf(values),
    slow: values.slow ?? false,
    maxConnections: countOf(values, 'max-connections'),
    eventKinds: eventKindsOf(values),
    attachments: values.attachments !== 'off',
    hasNotifications: isOn(values, 'notifications'),
    hasSocketIo: isOn(values, 'socket-io'),
    patienceMs: countOf(values, 'patience-seconds') * 1000,
    tokens: tokensOf(environment.SMOKE_TOKENS),
  };
}

function countOf(values: Values, name: 'max-connections' | 'patience-seconds'): number {
  const count = Number(values[name]);
  if (!Number.isInteger(count) || count < 1) throw new UsageError(`--${name} must be a whole number from 1`);
  return count;
}

function isOn(values: Values, name: 'notifications' | 'socket-io'): boolean {
  const { success, data, error } = onOff.safeParse(values[name]);
  if (!success) throw new UsageError(`--${name} ${error.issues[0]?.message}`);
  return data;
}

function eventKindsOf({ events }: Values): ChangeEventName[] {
  const { success, data, error } = eventList.safeParse(events);
  if (!success) throw new UsageError(`--events ${error.issues[0]?.message}`);
  return data;
}

function targetOf({ stage, region, url }: Values): SmokeOptions['target'] {
  if (stage !== undefined && url === undefined) return { stage, region };
  if (url === undefined || stage !== undefined) throw new UsageError('either --stage or --url must be given');
  if (!/^https?:\/\/[^/]+\/?$/.test(url)) throw new UsageError('--url must be like http://127.0.0.1:8006');
  return { url: url.replace(/\/$/, '') };
}

function tokensOf(value: string | undefined): [string, string] | null {
  if (value === undefined) return null;
  const [first, second, ...more] = value.trim().split(/[\s,]+/);
  if (first === undefined || second === undefined || more.length > 0)
    throw new UsageError('SMOKE_TOKENS must hold two tokens, with a space between them');
  return [first, second];
}
