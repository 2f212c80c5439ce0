import type { App, Environment } from 'aws-cdk-lib';
import type { Built } from './build.ts';
import { ChatStack } from './chat-stack.ts';
import { DataStack } from './data-stack.ts';
import type { DeploySettings } from './settings.ts';

/**
 * The two stacks of a stage: `chat-<stage>-data`, which is kept, and `chat-<stage>-app`, which can be deployed again.
 */
export function addStacks(app: App, settings: DeploySettings, built: Built): void {
  const env: Environment = { account: settings.account, region: settings.region };
  const { table } = new DataStack(app, `chat-${settings.stage}-data`, { env, settings });
  new ChatStack(app, `chat-${settings.stage}-app`, { env, settings, table, built });
}
