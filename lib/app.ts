import type { App, Environment } from 'aws-cdk-lib';
import type { Built } from './build.ts';
import { ChatStack } from './chat-stack.ts';
import { FilesStack } from './files-stack.ts';
import { DataStack } from './data-stack.ts';
import type { DeploySettings } from './settings.ts';

/**
 * The stacks of a stage: `chat-<stage>-data` and `chat-<stage>-files`, which are kept, and `chat-<stage>-app`, which
 * can be deployed again.
 */
export function addStacks(app: App, settings: DeploySettings, built: Built): void {
  const env: Environment = { account: settings.account, region: settings.region };
  const { table } = new DataStack(app, `chat-${settings.stage}-data`, { env, settings });
  const files = settings.attachments
    ? new FilesStack(app, `chat-${settings.stage}-files`, { env, settings }).bucket
    : null;
  new ChatStack(app, `chat-${settings.stage}-app`, { env, settings, table, files, built });
}
