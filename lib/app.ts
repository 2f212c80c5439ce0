import type { App, Environment } from 'aws-cdk-lib';
import { ApiStack } from './api-stack.ts';
import type { Built } from './build.ts';
import { DataStack } from './data-stack.ts';
import { existingIdentity, IdentityStack } from './identity-stack.ts';
import { MonitoringStack } from './monitoring-stack.ts';
import type { DeploySettings } from './settings.ts';
import { WebStack } from './web-stack.ts';

/** The stacks of one stage, `chat-<stage>-…`. */
export function addStacks(app: App, settings: DeploySettings, { codeFolderOf, pageFolder }: Built): void {
  const env: Environment = { account: settings.account, region: settings.region };
  const named = (name: string) => `chat-${settings.stage}-${name}`;
  const { table } = new DataStack(app, named('data'), { env, settings });
  const identity =
    settings.issuer === null
      ? new IdentityStack(app, named('identity'), { env, settings }).identity
      : existingIdentity(settings.issuer);
  const api = new ApiStack(app, named('api'), { env, settings, table, identity, codeFolderOf });
  new MonitoringStack(app, named('monitoring'), { env, settings, table, api });
  if (pageFolder === null) return;
  new WebStack(app, named('web'), { env, settings, identity, addresses: api.addresses, pageFolder });
}
