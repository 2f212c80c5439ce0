import { parseArgs } from 'node:util';
import { isTimeZone } from './map/time.ts';
import type { TargetOptions } from './table/target.ts';

const usage = `usage: npm run import -- --from DATABASE (--to TABLE [--region REGION] | --url http://127.0.0.1:8006) [options]

  --from DATABASE     sqlite:////ABSOLUTE/PATH, sqlite:///RELATIVE/PATH or postgres://USER:PASSWORD@HOST/NAME
  --to TABLE          the DynamoDB table of a deployed stage
  --region REGION     its region, if the environment does not name one
  --endpoint URL      another DynamoDB than the region's own
  --url URL           an app that runs on this machine
  --time-zone ZONE    TIME_ZONE of the old system, if it has USE_TZ = False
  --dry-run           read and check everything, write nothing`;

/** The command line is not valid; the message names the argument. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface ImportOptions {
  from: string;
  /** Null if there is nothing to compare with: a dry run that only reads the old database. */
  target: TargetOptions | null;
  /** Null if none is given. */
  timeZone: string | null;
  dryRun: boolean;
}

const text = { type: 'string' } as const;
const options = {
  ...{ from: text, to: text, region: text, endpoint: text, url: text, 'time-zone': text },
  'dry-run': { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** @throws UsageError */
export function readOptions(args: string[]): ImportOptions {
  const values = parse(args);
  if (values.help === true) throw new UsageError(usage);
  if (values.from === undefined) throw new UsageError('--from is missing\n\n' + usage);
  const timeZone = values['time-zone'] ?? null;
  if (timeZone !== null && !isTimeZone(timeZone))
    throw new UsageError(`--time-zone: ${timeZone} is no time zone such as Europe/Istanbul`);
  const dryRun = values['dry-run'] ?? false;
  const target = targetOf(values);
  if (target === null && !dryRun) throw new UsageError('--to or --url is missing\n\n' + usage);
  return { from: values.from, target, timeZone, dryRun };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function targetOf(values: ReturnType<typeof parse>): TargetOptions | null {
  const { to = null, region = null, url, endpoint = null } = values;
  if (url !== undefined && endpoint !== null) throw new UsageError('--endpoint cannot be used with --url');
  if (url !== undefined) return { tableName: to, region, endpoint: localUrl(url), isLocal: true };
  if (endpoint !== null && !URL.canParse(endpoint)) throw new UsageError('--endpoint must be a URL');
  return to === null ? null : { tableName: to, region, endpoint, isLocal: false };
}

const localHosts = ['127.0.0.1', 'localhost', '[::1]'];

/** Only an app on this machine lets everybody write its table. */
function localUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !['http:', 'https:'].includes(parsed.protocol))
    throw new UsageError('--url must be a URL such as http://127.0.0.1:8006');
  if (!localHosts.includes(parsed.hostname))
    throw new UsageError('--url must be an app on this machine; a deployed stage is named by --to and --region');
  return parsed.origin;
}
