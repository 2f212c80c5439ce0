import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  ResponseHeadersPolicy,
  S3OriginAccessControl,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
  type DistributionProps,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import type { Construct } from 'constructs';
import type { PageConfig } from '../web/page/config.ts';
import { contentSecurityPolicy } from '../web/page/content-security-policy.ts';
import { acknowledge } from './acknowledge.ts';
import type { Addresses } from './api-stack.ts';
import type { Domain } from './domains.ts';
import type { Identity } from './identity-stack.ts';
import { acknowledgeDeployment, distributionExceptions } from './page-exceptions.ts';
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
    acknowledge(bucket, { S1: 'Only CloudFront reads it, and only files that are public' });
    const distribution = this.distribution(bucket, props);
    this.deploy(bucket, distribution, props);
    const host = props.settings.domains.page?.name ?? distribution.distributionDomainName;
    new CfnOutput(this, 'PageUrl', {
      value: `https://${host}`,
      description: "Has to be among the settings' origins, unless pageDomain is set",
    });
    new CfnOutput(this, 'PageDnsTarget', {
      value: distribution.distributionDomainName,
      description: 'CNAME or alias of the setting pageDomain',
    });
  }

  /** CloudFront is one for all regions of an account. */
  private get globalName(): string {
    return `${this.stackName}-${this.region}`;
  }

  private distribution(bucket: Bucket, props: WebStackProps): Distribution {
    const originAccessControl = new S3OriginAccessControl(this, 'Access', { originAccessControlName: this.globalName });
    const distribution = new Distribution(this, 'Page', {
      ...hostOf(this, props.settings.domains.page),
      comment: this.globalName,
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(bucket, { originAccessControl }),
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
    acknowledge(distribution, distributionExceptions(props.settings));
    return distribution;
  }

  private securityHeaders({ settings, identity, addresses }: WebStackProps): ResponseHeadersPolicy {
    const hosts = [...addresses.origins, ...identity.origins, ...settings.connectSources];
    return new ResponseHeadersPolicy(this, 'Headers', {
      responseHeadersPolicyName: this.globalName,
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          contentSecurityPolicy: `${contentSecurityPolicy(hosts)}; frame-ancestors 'none'`,
          override: true,
        },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(730), includeSubdomains: true, override: true },
      },
      customHeadersBehavior: {
        customHeaders: [
          { header: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=()', override: true },
        ],
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
    acknowledgeDeployment(hashed, bucket);
  }
}

/** With a certificate of one's own old TLS can be refused; on CloudFront's own host it cannot. */
function hostOf(scope: Construct, domain: Domain | null): Partial<DistributionProps> {
  if (domain === null) return {};
  return {
    domainNames: [domain.name],
    certificate: Certificate.fromCertificateArn(scope, 'Certificate', domain.certificate),
    minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
  };
}

function pageConfig({ identity, addresses }: WebStackProps): PageConfig {
  const { issuer, clientId, scope } = identity;
  const { apiUrl, webSocketUrl } = addresses;
  return { apiUrl, webSocketUrl, issuer, clientId, scope, dev: false };
}
