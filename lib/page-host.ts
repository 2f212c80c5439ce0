import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
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
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { brandSourcesOf, contentSecurityPolicy, frameHeaders } from '../web/page/config/content-security-policy.ts';
import { acknowledge } from './acknowledge.ts';
import type { Domain } from './domains.ts';
import { distributionExceptions } from './page-exceptions.ts';
import type { DeploySettings } from './settings.ts';
import { spaRouting } from './spa-routing.ts';

export interface PageHostProps {
  settings: DeploySettings;
  /** Origins that the page may connect to, besides its own and those of the setting `connectSources`. */
  connectSources: string[];
  /** Where attached files are stored. */
  fileSources: string[];
}

/**
 * Where the page is served from: a private bucket behind CloudFront. It depends neither on REST nor on the user pool,
 * because both need its origin: for CORS, and for the address that sign-in returns to.
 */
export class PageHost extends Construct {
  readonly bucket: Bucket;
  /** `https://HOST`, as browsers see it. */
  readonly origin: string;

  constructor(scope: Construct, id: string, props: PageHostProps) {
    super(scope, id);
    // Everything in it can be deployed again.
    this.bucket = new Bucket(this, 'Files', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    });
    acknowledge(this.bucket, { S1: 'Only CloudFront reads it, and only files that are public' });
    const { distributionDomainName } = this.distribution(props);
    this.origin = `https://${props.settings.domains.page?.name ?? distributionDomainName}`;
    const stack = Stack.of(this);
    new CfnOutput(stack, 'PageUrl', { value: this.origin });
    new CfnOutput(stack, 'PageBucketName', { value: this.bucket.bucketName });
    new CfnOutput(stack, 'PageDnsTarget', {
      value: distributionDomainName,
      description: 'CNAME or alias target for the setting pageDomain',
    });
  }

  private distribution(props: PageHostProps): Distribution {
    const name = this.globalName(props.settings);
    const originAccessControl = new S3OriginAccessControl(this, 'Access', { originAccessControlName: name });
    const distribution = new Distribution(this, 'Distribution', {
      ...hostOf(this, props.settings.domains.page),
      comment: name,
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(this.bucket, { originAccessControl }),
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

  /** Names in CloudFront are shared by all regions of an account. */
  private globalName({ stage }: DeploySettings): string {
    return `chat-${stage}-${Stack.of(this).region}`;
  }

  private securityHeaders({ settings, connectSources, fileSources }: PageHostProps): ResponseHeadersPolicy {
    const connect = [...connectSources, ...settings.connectSources];
    const sources = contentSecurityPolicy(connect, fileSources, brandSourcesOf(settings.brand));
    const { policy, frameOptions } = frameHeaders(sources, settings.frameAncestors);
    return new ResponseHeadersPolicy(this, 'Headers', {
      responseHeadersPolicyName: this.globalName(settings),
      corsBehavior: forEveryPage,
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: policy, override: true },
        contentTypeOptions: { override: true },
        ...(frameOptions !== null && {
          frameOptions: { frameOption: HeadersFrameOption[frameOptions], override: true },
        }),
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.days(730),
          includeSubdomains: settings.hstsSubdomains,
          override: true,
        },
      },
      customHeadersBehavior: {
        customHeaders: [
          { header: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=(self)', override: true },
        ],
      },
    });
  }
}

/**
 * A browser loads the widget's modules, and the addresses in `config.json`, into a page of another origin only if the
 * page's host permits it. Every file there is public.
 */
const forEveryPage = {
  accessControlAllowOrigins: ['*'],
  accessControlAllowMethods: ['GET', 'HEAD'],
  accessControlAllowHeaders: ['*'],
  accessControlAllowCredentials: false,
  originOverride: true,
};

/** Only a distribution with its own certificate can refuse old versions of TLS; CloudFront's own host cannot. */
function hostOf(scope: Construct, domain: Domain | null): Partial<DistributionProps> {
  if (domain === null) return {};
  return {
    domainNames: [domain.name],
    certificate: Certificate.fromCertificateArn(scope, 'Certificate', domain.certificate),
    minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
  };
}
