import {
  CloudWatchLogsClient,
  paginateFilterLogEvents,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { functionNames } from '../../lambdas/platform/settings.ts';
import { brief, CheckFailed } from '../report/outcome.ts';
import type { DeployedSite } from './site.ts';

/** Errors that the functions log, and calls that ran out of time, which Lambda logs. */
const filterPattern = '{ $.level = "ERROR" || $.record.status = "timeout" || $.record.status = "error" }';

/** Lambda logs what `system-message` throws at its caller, and the run sends invalid events on purpose. */
export function isExpected(logGroup: string, line: string): boolean {
  return logGroup.endsWith('-system-message') && /bad_request|"status":\s*"error"/.test(line);
}

/** Fails with the first unexpected line, of any of the stage's functions, since the run began. */
export async function expectNoErrorLines(site: DeployedSite, sinceMs: number): Promise<void> {
  const client = new CloudWatchLogsClient(site.aws);
  for (const name of functionNames) {
    const found = await firstUnexpected(client, `/aws/lambda/chat-${site.stage}-${name}`, sinceMs).catch(notDeployed);
    if (found !== null) throw new CheckFailed(`${name}: ${brief(found)}`);
  }
}

/** A setting may leave a function out, and its log with it. */
function notDeployed(error: unknown): null {
  if (error instanceof ResourceNotFoundException) return null;
  throw error;
}

async function firstUnexpected(
  client: CloudWatchLogsClient,
  logGroupName: string,
  startTime: number,
): Promise<string | null> {
  for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName, startTime, filterPattern })) {
    const found = events.find(({ message = '' }) => !isExpected(logGroupName, message));
    if (found?.message !== undefined) return found.message;
  }
  return null;
}
