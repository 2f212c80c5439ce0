import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import type { Construct } from 'constructs';
import type { PageConfig } from '../web/config.ts';
import { contentSecurityPolicy } from '../web/content-security-policy.ts';
import type { Addresses } from './api-stack.ts';
import type { Identity } from './identity-stack.ts';
import type { DeploySettings } from './settings.ts';
import { spaRouting } from './spa-routing.ts';

export interface WebStackProps extends StackProps {
  settings: DeploySettings;
  identity: Identity;
  addresses: Addresses;
  /** The built page. */
  pageFolder: string;
}

/** Vite puts there what has a hash of its content in its name. */
const hashedFiles = 'assets/*';

/** The page: a private bucket behind CloudFront. One build serves every stage, told apart by `/config.json`. */
export class WebStack extends Stack {
  constructor(scope: Construct, id: string, props: WebStackProps) {
    super(scope, id, props);
    // Everything in it can be deployed again.
    const bucket = new Bucket(this, 'Files', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    });
    const distribution = this.distribution(bucket, props);
    this.deploy(bucket, distribution, props);
    new CfnOutput(this, 'PageUrl', {
      value: `https://${distribution.distributionDomainName}`,
      description: 'Name it in the setting origins, so that REST and sign-in take the page',
    });
  }

  private distribution(bucket: Bucket, props: WebStackProps): Distribution {
    return new Distribution(this, 'Page', {
      comment: `chat-${props.settings.stage}`,
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(bucket),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        compress: true,
        responseHeadersPolicy: this.securityHeaders(props),
        functionAssociations: [
          {
            eventType: FunctionEventType.VIEWER_REQUEST,
            function: new EdgeFunction(this, 'SpaRouting', { code: FunctionCode.fromInline(spaRouting) }),
          },
        ],
      },
    });
  }

  private securityHeaders({ identity, addresses }: WebStackProps): ResponseHeadersPolicy {
    const hosts = [...addresses.origins, ...identity.origins];
    return new ResponseHeadersPolicy(this, 'Headers', {
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: `${contentSecurityPolicy(hosts)}; frame-ancestors 'none'`, override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(730), includeSubdomains: true, override: true },
      },
      customHeadersBehavior: {
        customHeaders: [{ header: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=()', override: true }],
      },
    });
  }

  /** First the hashed files, the old ones staying for pages that are open; then what names them, asked for anew each time. */
  private deploy(bucket: Bucket, distribution: Distribution, props: WebStackProps): void {
    const logGroup = new LogGroup(this, 'DeployLog', {
      retention: props.settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const page = Source.asset(props.pageFolder);
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
      sources: [page, Source.jsonData('config.json', pageConfig(props))],
      destinationBucket: bucket,
      exclude: [hashedFiles],
      cacheControl: [CacheControl.fromString('no-cache')],
      distribution,
      distributionPaths: ['/*'],
      logGroup,
    });
    others.node.addDependency(hashed);
  }
}

function pageConfig({ identity, addresses }: WebStackProps): PageConfig {
  const { issuer, clientId, scope } = identity;
  const { apiUrl, webSocketUrl } = addresses;
  return { apiUrl, webSocketUrl, issuer, clientId, scope, dev: false };
}
