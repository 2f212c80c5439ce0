import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { spaRouting } from '../../lib/spa-routing.ts';
import { only, resourcesOf, stacksOf, textOf } from './stacks.ts';

const { app } = stacksOf({ issuer: 'https://login.example.com/realm', audience: 'chat' });

describe('the page', () => {
  it('is in a private bucket that only CloudFront reads, over TLS', () => {
    const [[bucketId, bucket]] = Object.entries(resourcesOf(app, 'AWS::S3::Bucket')) as any;
    expect(Object.values(bucket.Properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
    const { Statement } = only(app, 'AWS::S3::BucketPolicy', ({ Bucket }) => Bucket.Ref === bucketId).Properties
      .PolicyDocument;
    const readers = Statement.filter(({ Effect, Action }: any) => Effect === 'Allow' && Action === 's3:GetObject');
    expect(readers).toHaveLength(1);
    expect(readers[0].Principal).toEqual({ Service: 'cloudfront.amazonaws.com' });
    expect(textOf(readers[0].Condition.StringEquals['AWS:SourceArn'])).toMatch(/distribution\/\$\{Page\w+\}$/);
    expect(Statement).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
  });

  it('is compressed and served only by https', () => {
    const { DistributionConfig } = only(app, 'AWS::CloudFront::Distribution').Properties;
    expect(DistributionConfig.DefaultRootObject).toBe('index.html');
    expect(DistributionConfig.DefaultCacheBehavior).toMatchObject({
      Compress: true,
      ViewerProtocolPolicy: 'redirect-to-https',
    });
  });

  it('is cached for ever if its name holds a hash, and revalidated if not', () => {
    const deployments = Object.values(resourcesOf(app, 'Custom::CDKBucketDeployment')).map(
      ({ Properties }) => Properties,
    );
    expect(
      deployments.map(({ Include, Exclude, SystemMetadata, Prune }) => ({
        Include,
        Exclude,
        Prune,
        ...SystemMetadata,
      })),
    ).toEqual([
      { Include: ['assets/*'], Exclude: ['*'], Prune: false, 'cache-control': 'public, max-age=31536000, immutable' },
      { Include: undefined, Exclude: ['assets/*'], Prune: true, 'cache-control': 'no-cache' },
    ]);
  });

  it('may connect to the two APIs and the issuer, and run only its own scripts', () => {
    const { ContentSecurityPolicy } = only(app, 'AWS::CloudFront::ResponseHeadersPolicy').Properties
      .ResponseHeadersPolicyConfig.SecurityHeadersConfig;
    const policy = textOf(ContentSecurityPolicy.ContentSecurityPolicy).split('; ');
    const files = /^https:\/\/\$\{.*Files.*\}\.s3\.\$\{AWS::Region\}\.\$\{AWS::URLSuffix\}$/;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    const connect = policy.find((directive) => directive.startsWith('connect-src'))?.split(' ') ?? [];
    expect(connect).toEqual([
      'connect-src',
      "'self'",
      'https://*.execute-api.${AWS::Region}.${AWS::URLSuffix}',
      expect.stringMatching(/^\$\{WebSocketApi\w+\.ApiEndpoint\}$/),
      'https://login.example.com',
      expect.stringMatching(files),
    ]);
    for (const name of ['img-src', 'media-src'])
      expect(
        policy
          .find((directive) => directive.startsWith(name))
          ?.split(' ')
          .at(-1),
      ).toMatch(files);
  });

  it('is shown in a frame by nobody, or by the sites that the setting names', () => {
    const headersOf = (of: typeof app) =>
      only(of, 'AWS::CloudFront::ResponseHeadersPolicy').Properties.ResponseHeadersPolicyConfig.SecurityHeadersConfig;
    expect(headersOf(app).FrameOptions.FrameOption).toBe('DENY');
    const framed = headersOf(stacksOf({ frameAncestors: 'https://www.example.com,https://*.example.org' }).app);
    expect(framed.FrameOptions).toBeUndefined();
    expect(textOf(framed.ContentSecurityPolicy.ContentSecurityPolicy)).toMatch(
      /; frame-ancestors https:\/\/www\.example\.com https:\/\/\*\.example\.org$/,
    );
  });

  it('lets pages of other origins load its files, without credentials', () => {
    const { CorsConfig } = only(app, 'AWS::CloudFront::ResponseHeadersPolicy').Properties.ResponseHeadersPolicyConfig;
    expect(CorsConfig).toMatchObject({
      AccessControlAllowOrigins: { Items: ['*'] },
      AccessControlAllowCredentials: false,
      OriginOverride: true,
    });
  });

  it('may connect to further hosts if the setting names them', () => {
    const told = stacksOf({ connectSources: 'https://token.example.com,https://*.example.net' });
    const { ContentSecurityPolicy } = only(told.app, 'AWS::CloudFront::ResponseHeadersPolicy').Properties
      .ResponseHeadersPolicyConfig.SecurityHeadersConfig;
    expect(textOf(ContentSecurityPolicy.ContentSecurityPolicy)).toMatch(
      /connect-src [^;]* https:\/\/token\.example\.com https:\/\/\*\.example\.net /,
    );
  });

  it('sends the headers that keep browsers careful', () => {
    const { SecurityHeadersConfig } = only(app, 'AWS::CloudFront::ResponseHeadersPolicy').Properties
      .ResponseHeadersPolicyConfig;
    expect(SecurityHeadersConfig).toMatchObject({
      ContentTypeOptions: { Override: true },
      FrameOptions: { FrameOption: 'DENY', Override: true },
      ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: true },
      StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, IncludeSubdomains: false },
    });
  });

  it('is not deployed with page=off', () => {
    expect(resourcesOf(stacksOf({ page: 'off' }).app, 'AWS::CloudFront::Distribution')).toEqual({});
  });
});

describe('the page on a host of its own', () => {
  const pageCertificate = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-0123456789ab';
  const named = stacksOf({ pageDomain: 'chat.example.com', pageCertificate });

  it('accepts only TLS 1.2 and newer', () => {
    const { DistributionConfig } = only(named.app, 'AWS::CloudFront::Distribution').Properties;
    expect(DistributionConfig.Aliases).toEqual(['chat.example.com']);
    expect(DistributionConfig.ViewerCertificate).toEqual({
      AcmCertificateArn: pageCertificate,
      MinimumProtocolVersion: 'TLSv1.2_2021',
      SslSupportMethod: 'sni-only',
    });
  });

  it('may call REST, and sign-in may return to it', () => {
    const { CorsConfiguration } = only(
      named.app,
      'AWS::ApiGatewayV2::Api',
      ({ ProtocolType }) => ProtocolType === 'HTTP',
    ).Properties;
    expect(CorsConfiguration.AllowOrigins).toEqual(['https://chat.example.com']);
    expect(only(named.app, 'AWS::Cognito::UserPoolClient').Properties.CallbackURLs).toEqual([
      'https://chat.example.com/',
    ]);
    expect(named.app.toJSON().Outputs.PageUrl.Value).toBe('https://chat.example.com');
  });
});

describe('addresses of the page', () => {
  const asked = (uri: string): string =>
    runInNewContext(`${spaRouting}; handler({request: {uri: ${JSON.stringify(uri)}}}).uri`);

  it.each(['/', '/threads/4', '/threads/4/', '/a.b/c'])('%s is index.html', (uri) => {
    expect(asked(uri)).toBe('/index.html');
  });

  it.each(['/config.json', '/assets/index-4f.js', '/favicon.svg'])('%s is a file', (uri) => {
    expect(asked(uri)).toBe(uri);
  });
});
