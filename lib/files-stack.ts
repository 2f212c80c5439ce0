import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { DeploySettings } from './settings.ts';

export interface FilesStackProps extends StackProps {
  settings: DeploySettings;
}

/**
 * The bucket of the files of messages. It is a stack of its own, so that a stage that switches attachments off leaves
 * it as it is, with what it exports, and finds it again when they are switched on.
 */
export class FilesStack extends Stack {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { settings, ...props }: FilesStackProps) {
    super(scope, id, props);
    this.bucket = new Bucket(this, 'Files', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      cors: [
        {
          allowedOrigins: pageOrigins(settings),
          allowedMethods: [HttpMethods.GET, HttpMethods.PUT],
          allowedHeaders: ['*'],
          exposedHeaders: ['ETag'],
          maxAge: Duration.hours(1).toSeconds(),
        },
      ],
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      removalPolicy:
        settings.removalPolicy === 'retain' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    });
    acknowledge(this.bucket, {
      S1: 'Each link is given by a function that logs its calls; access logs would cost more',
    });
    new CfnOutput(this, 'FilesBucketName', { value: this.bucket.bucketName });
    // Exported whether or not the app's stack imports them, as the table is. (aws-cdk issue 7602.)
    [this.bucket.bucketName, this.bucket.bucketArn].forEach((value) => this.exportValue(value));
  }
}

/**
 * Pages that may upload and read. The page's own host is not known before this stack, unless the settings name it: any
 * of CloudFront stands for it. A URL that is signed is the permission, an origin is none.
 */
function pageOrigins({ origins, page, domains }: DeploySettings): string[] {
  const own = domains.page === null ? 'https://*.cloudfront.net' : `https://${domains.page.name}`;
  const all = [...origins, ...(page ? [own] : [])];
  return all.length === 0 ? ['https://*'] : all;
}
