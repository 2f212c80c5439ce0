import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { appOf, only, resourcesOf, textOf } from './stacks.ts';

/** What CloudFormation fills in. Every address that it makes up is unlike any other. */
const madeUp: [RegExp, string][] = [
  [/\$\{AWS::Region\}/g, 'eu-west-1'],
  [/\$\{AWS::URLSuffix\}/g, 'amazonaws.com'],
  [/\$\{AWS::AccountId\}/g, '123456789012'],
  [/\$\{HttpApi\w+\.ApiEndpoint\}/g, 'https://rest0.execute-api.eu-west-1.amazonaws.com'],
  [/\$\{WebSocketApi\w+\.ApiEndpoint\}/g, 'wss://socket0.execute-api.eu-west-1.amazonaws.com'],
  [/\$\{WebSocketApi\w+\}/g, 'socket0'],
  [/\$\{PageDistribution\w+\.DomainName\}/g, 'd0.cloudfront.net'],
  [/\$\{IdentityUsers\w+\.ProviderURL\}/g, 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_0'],
];
const deployed = (value: unknown) => madeUp.reduce((text, [what, name]) => text.replace(what, name), textOf(value));

/** The addresses after one deploy of everything, as CloudFormation would fill them in. */
function firstDeploy(context: Record<string, unknown>) {
  const app = appOf({
    scope: 'openid profile offline_access',
    authorizeParameters: 'audience=https://chat.example.com',
    usernameClaim: 'nick',
    directoryUrl: 'https://market.example.com/chat/people',
    ...context,
  });
  const stack = app.node.findChild('chat-dev-app') as Stack;
  // Throws if resources need each other in a circle.
  const template = Template.fromStack(stack);
  const api = only(template, 'AWS::ApiGatewayV2::Api', ({ ProtocolType }) => ProtocolType === 'HTTP').Properties;
  const headers = only(template, 'AWS::CloudFront::ResponseHeadersPolicy').Properties.ResponseHeadersPolicyConfig;
  const policy = deployed(headers.SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy);
  const clients = Object.values(resourcesOf(template, 'AWS::Cognito::UserPoolClient'));
  return {
    page: deployed(template.toJSON().Outputs.PageUrl.Value),
    corsOrigins: api.CorsConfiguration.AllowOrigins.map(deployed) as string[],
    callbacks: clients.flatMap(({ Properties }) => Properties.CallbackURLs.map(deployed) as string[]),
    connectSources: (/connect-src ([^;]*)/.exec(policy)?.[1] ?? '').split(' '),
    pictureSources: (/img-src ([^;]*)/.exec(policy)?.[1] ?? '').split(' '),
    fontSources: (/font-src ([^;]*)/.exec(policy)?.[1] ?? '').split(' '),
    config: configOf(template, app.outdir),
  };
}

/**
 * `config.json` as the deployment writes it: the asset holds a marker for each value that only CloudFormation knows.
 */
function configOf(template: Template, folder: string): Record<string, unknown> {
  const { SourceObjectKeys, SourceMarkers } = only(
    template,
    'Custom::CDKBucketDeployment',
    ({ SourceObjectKeys: keys }) => keys.length === 2,
  ).Properties;
  const hash = SourceObjectKeys[1].replace('.zip', '');
  const text = readFileSync(join(folder, `asset.${hash}`, 'config.json'), 'utf8');
  const markers = Object.entries(SourceMarkers?.[1] ?? {});
  return JSON.parse(markers.reduce((one, [marker, value]) => one.replaceAll(marker, deployed(value)), text));
}

/** Whether a page with these sources may connect to the address. (Content Security Policy Level 3, 6.7.2.8.) */
function allows(sources: string[], address: string): boolean {
  const { protocol, host } = new URL(address);
  return sources.some((source) => {
    const [scheme, pattern = ''] = source.split('://');
    if (`${scheme}:` !== protocol) return false;
    return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
  });
}

const certificateIn = (region: string) =>
  `arn:aws:acm:${region}:123456789012:certificate/0a1b2c3d-0000-4000-8000-0123456789ab`;
const issuer = { issuer: 'https://login.example.com/realm', audience: 'chat' };
const hosts = {
  pageDomain: 'chat.example.com',
  pageCertificate: certificateIn('us-east-1'),
  restDomain: 'rest.example.com',
  restCertificate: certificateIn('eu-west-1'),
  webSocketDomain: 'socket.example.com',
  webSocketCertificate: certificateIn('eu-west-1'),
};

describe.each([
  [
    'with the defaults',
    {},
    { page: 'https://d0.cloudfront.net', rest: 'rest0.execute-api.eu-west-1.amazonaws.com', usesPool: true },
  ],
  ['with hosts of its own', hosts, { page: 'https://chat.example.com', rest: 'rest.example.com', usesPool: true }],
  [
    'with an issuer of its own',
    issuer,
    { page: 'https://d0.cloudfront.net', rest: 'rest0.execute-api.eu-west-1.amazonaws.com', usesPool: false },
  ],
  [
    'with both',
    { ...hosts, ...issuer },
    { page: 'https://chat.example.com', rest: 'rest.example.com', usesPool: false },
  ],
])('after the first deploy %s', (_, context, { page, rest, usesPool }) => {
  const made = firstDeploy(context);

  it('the page has its address, and knows that of REST', () => {
    expect(made.page).toBe(page);
    expect(made.config.apiUrl).toBe(`https://${rest}/api/chat`);
  });

  it('the page signs in as the settings say', () => {
    expect(made.config).toMatchObject({
      scope: 'openid profile offline_access',
      authorizeParameters: { audience: 'https://chat.example.com' },
      usernameClaim: 'nick',
      editWindowMs: 15 * 60_000,
    });
  });

  it('the page may call REST (CORS)', () => {
    expect(made.corsOrigins).toEqual([page]);
  });

  it('sign-in may return to the page', () => {
    expect(made.callbacks).toEqual(usesPool ? [`${page}/`] : []);
  });

  it("the page's Content-Security-Policy lets it connect to everything that it is configured with", () => {
    const { apiUrl, webSocketUrl, issuer: issuerUrl, directoryUrl } = made.config as Record<string, string>;
    for (const address of [apiUrl, webSocketUrl, issuerUrl, directoryUrl])
      expect(allows(made.connectSources, `${address}`)).toBe(true);
    const signIn = 'https://chat-dev-123456789012.auth.eu-west-1.amazoncognito.com';
    expect(allows(made.connectSources, signIn)).toBe(usesPool);
  });

  it("the page's Content-Security-Policy lets it connect to no other host", () => {
    expect(allows(made.connectSources, 'https://rest0.execute-api.us-east-1.amazonaws.com')).toBe(false);
    expect(allows(made.connectSources, 'wss://socket1.execute-api.eu-west-1.amazonaws.com')).toBe(false);
    expect(allows(made.connectSources, 'https://example.org')).toBe(false);
  });
});

it.each(['on', 'off'])(
  'the page knows whether messages can have files, and reaches their bucket if so: %s',
  (attachments) => {
    const { config, connectSources } = firstDeploy({ attachments });
    expect(config.attachments).toBe(attachments === 'on');
    expect(connectSources.some((source) => source.includes('.s3.'))).toBe(attachments === 'on');
  },
);

it('the page has the language and the brand, and may load its logo and its font', () => {
  const brand = {
    logo: 'https://cdn.market.example.com/logo.svg',
    fontUrl: 'https://fonts.example.com/a.woff2',
    font: 'A',
  };
  const { config, pictureSources, fontSources } = firstDeploy({ brand, language: 'de' });
  expect(config).toMatchObject({ language: 'de', brand });
  expect(allows(pictureSources, brand.logo)).toBe(true);
  expect(fontSources).toEqual(['https://fonts.example.com']);
});
