import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { addStacks } from '../lib/app.ts';
import { buildAll } from '../lib/build.ts';
import { addChecks } from '../lib/checks.ts';
import { DeployError } from '../lib/deploy-error.ts';
import { readDeploySettings } from '../lib/settings.ts';

/** The feature flags of cdk.json. The CDK's command passes them to the app; this makes them apply also without it. */
function contextOfProject(): Record<string, unknown> {
  return JSON.parse(readFileSync(join(import.meta.dirname, '..', 'cdk.json'), 'utf8')).context;
}

try {
  const app = new App({ context: contextOfProject() });
  const settings = readDeploySettings(app.node.getAllContext());
  addStacks(app, settings, await buildAll(settings));
  await addChecks(app, settings.stage);
  app.synth();
} catch (error) {
  if (!(error instanceof DeployError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
