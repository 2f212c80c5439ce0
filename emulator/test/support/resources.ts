import type { FixtureFunction } from './fixture-app.ts';

/** Resources of templates as the CDK writes them, for apps that the tests write. */

export const worker: FixtureFunction = { code: 'export const handler = async () => {};' };

export const integration = (functionName: string, type = 'AWS_PROXY') => ({
  Type: 'AWS::ApiGatewayV2::Integration',
  Properties: {
    ApiId: { Ref: 'Socket' },
    IntegrationType: type,
    IntegrationUri: {
      'Fn::Join': [
        '',
        [
          'arn:',
          { Ref: 'AWS::Partition' },
          ':apigateway:',
          { Ref: 'AWS::Region' },
          ':lambda:path/2015-03-31/functions/',
          { 'Fn::GetAtt': [functionName, 'Arn'] },
          '/invocations',
        ],
      ],
    },
  },
});

export const route = (properties: Record<string, unknown> = {}) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: {
    ApiId: { Ref: 'Socket' },
    RouteKey: 'send',
    Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
    ...properties,
  },
});
