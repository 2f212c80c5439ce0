import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import type { PageConfig } from '../web/page/config/page-config.ts';
import { acknowledgeDeployment } from './page-exceptions.ts';
import type { DeploySettings } from './settings.ts';

export interface PageFilesProps {
  settings: DeploySettings;
  bucket: IBucket;
  /** The built page. */
  folder: string;
  config: PageConfig;
}

/** Vite writes the files whose names hold a hash of their content into this folder. */
const hashedFiles = 'assets/*';

/**
 * The files of the page. One build serves every stage: what differs is in `/config.json`.
 *
 * CloudFront's cache is not invalidated, because nothing in it gets stale. Hashed files never change. The others are
 * `no-cache`, which CloudFront keeps for one second, the minimum of its default cache policy. (CloudFront, "Managed
 * cache policies", CachingOptimized; waiting for an invalidation also fails deploys now and then, aws-cdk issue 15891.)
 */
export class PageFiles extends Construct {
  constructor(scope: Construct, id: string, { settings, bucket, folder, config }: PageFilesProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'DeployLog', {
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const page = Source.asset(folder);
    // Not pruned: pages that are open still load the files of the build they came from.
    const hashed = new BucketDeployment(this, 'HashedFiles', {
      sources: [page],
      destinationBucket: bucket,
      exclude: ['*'],
      include: [hashedFiles],
      prune: false,
      cacheControl: [CacheControl.fromString('public, max-age=31536000, immutable')],
      logGroup,
    });
    const others = new BucketDeployment(this, 'OtherFiles', {
      sources: [page, Source.jsonData('config.json', config)],
      destinationBucket: bucket,
      exclude: [hashedFiles],
      cacheControl: [CacheControl.fromString('no-cache')],
      logGroup,
    });
    // index.html goes live after the files that it names.
    others.node.addDependency(hashed);
    acknowledgeDeployment(hashed, bucket);
  }
}
