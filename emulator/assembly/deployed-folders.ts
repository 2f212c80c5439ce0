import type { AppResources } from './app-resources.ts';

/** The source folders of the app's bucket deployments (`BucketDeployment` of aws-cdk-lib/aws-s3-deployment). */
export function deployedFolders(app: AppResources): string[] {
  const deployments = app.ofType<{ SourceObjectKeys: string[] }>('Custom::CDKBucketDeployment');
  return deployments.flatMap(({ properties }) =>
    properties.SourceObjectKeys.flatMap((key) => app.assetFolders.get(key) ?? []),
  );
}
