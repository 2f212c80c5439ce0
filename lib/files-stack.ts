import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { DeploySettings } from './settings.ts';

/** The bucket of files, as another stack sees it. */
export interface FilesBucket {
  bucketName: string;
  bucketArn: string;
}

export interface FilesStackProps extends StackProps {
  settings: DeploySettings;
}

/**
 * The bucket of the files of messages. It is a stack of its own, so that a stage that switches attachments off leaves
 * it as it is, with what it exports, and finds it again when they are switched on.
 */
export class FilesStack extends Stack {
  /** By the export of its ARN: findings of cdk-nag in another stack name it so. */
  readonly bucket: FilesBucket;

  constructor(scope: Construct, id: string, { settings, ...props }: FilesStackProps) {
    super(scope, id, props);
    const bucket = new Bucket(this, 'Files', {
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
    acknowledge(bucket, {
      S1: 'Each link is given by a function that logs its calls; access logs would cost more',
    });
    new CfnOutput(this, 'FilesBucketName', { value: bucket.bucketName });
    // Exported whether or not the app's stack imports them, as the table is. (aws-cdk issue 7602.)
    this.exportValue(bucket.bucketName);
    this.bucket = { bucketName: bucket.bucketName, bucketArn: this.exportValue(bucket.bucketArn) };
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
