import { Validations, type App } from 'aws-cdk-lib';

/**
 * Makes synth fail on a finding of cdk-nag's AwsSolutions checks that is not acknowledged where it arises. Like
 * CloudFormation's own rules they are left out with `CDK_VALIDATION=false`, and on one machine, where nothing is deployed.
 */
export async function addChecks(app: App, stage: string): Promise<void> {
  if (stage === 'local' || process.env.CDK_VALIDATION === 'false') return;
  // Slow to load.
  const { AwsSolutionsChecks } = await import('cdk-nag');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}
