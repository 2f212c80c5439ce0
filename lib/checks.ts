import { Validations, type App } from 'aws-cdk-lib';
import { localStage } from './settings.ts';

/**
 * Makes synth fail on a finding of cdk-nag's AwsSolutions checks that is not acknowledged with a reason. The checks are
 * left out for one machine, where nothing is deployed, and with `CDK_VALIDATION=false`, as are CloudFormation's own
 * rules.
 */
export async function addChecks(app: App, stage: string): Promise<void> {
  if (stage === localStage || process.env.CDK_VALIDATION === 'false') return;
  // Slow to load.
  const { AwsSolutionsChecks } = await import('cdk-nag');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}
