import { Aws, Stack } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { BucketDeployment } from 'aws-cdk-lib/aws-s3-deployment';
import { acknowledge } from './acknowledge.ts';
import type { DeploySettings } from './settings.ts';

/** The reasons for cdk-nag's findings on the page's distribution, by rule. */
export function distributionExceptions({ domains }: DeploySettings): Record<string, string> {
  return {
    CFR1: 'The marketplace decides where its users are; the page is the same everywhere',
    CFR2: 'It serves public files from a cache and calls nothing: there is nothing that a firewall would protect',
    CFR3: 'Its log would hold query strings, in which sign-in returns its code; the two APIs have logs',
    ...(domains.page === null
      ? { CFR4: 'The host that CloudFront gives takes no other policy; the setting pageDomain brings TLS 1.2' }
      : {}),
  };
}

const sync = "CDK's own: it copies the page by `aws s3 sync`, and grants its actions by their first letters";
const objects = 'The objects of a bucket; their names are hashes of the content';

/** Accepts cdk-nag's findings on the function with which CDK copies files at a deploy. A stack has one of them. */
export function acknowledgeDeployment({ handlerRole }: BucketDeployment, bucket: IBucket): void {
  const { partition, account, region } = Stack.of(handlerRole);
  const assets = `arn:${partition}:s3:::cdk-hnb659fds-assets-${account}-${region}`;
  acknowledge(handlerRole, {
    [`IAM4[Policy::arn:${Aws.PARTITION}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]`]:
      "CDK's own role: the policy lets it write logs",
    'IAM5[Action::s3:GetBucket*]': sync,
    'IAM5[Action::s3:GetObject*]': sync,
    'IAM5[Action::s3:List*]': sync,
    'IAM5[Action::s3:Abort*]': sync,
    'IAM5[Action::s3:DeleteObject*]': sync,
    [`IAM5[Resource::${assets}/*]`]: objects,
    [`IAM5[Resource::${bucket.bucketArn}/*]`]: objects,
  });
  // The role is made below the function.
  acknowledge(handlerRole.node.scope ?? handlerRole, {
    L1: "CDK's own function: its runtime comes with the version of aws-cdk-lib",
  });
}
