import { expect, test } from 'vitest';
import { AssemblyError } from '../../assembly/cloud-assembly.ts';
import { readFixture, type FixtureFunction } from '../support/fixture-app.ts';

const guard: FixtureFunction = { code: 'export const handler = async () => ({ isAuthorized: true });' };
const arn = { 'Fn::GetAtt': ['guard', 'Arn'] };

function routesWith(authorizer: Record<string, unknown>) {
  const resources = {
    Guard: {
      Type: 'AWS::ApiGatewayV2::Authorizer',
      Properties: {
        ApiId: { Ref: 'Http' },
        AuthorizerType: 'REQUEST',
        AuthorizerUri: {
          'Fn::Join': ['', ['arn:aws:apigateway:us-east-1:lambda:path/x/functions/', arn, '/invocations']],
        },
        AuthorizerPayloadFormatVersion: '2.0',
        EnableSimpleResponses: true,
        ...authorizer,
      },
    },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: { ApiId: { Ref: 'Http' }, IntegrationType: 'AWS_PROXY', IntegrationUri: arn },
    },
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'Http' },
        RouteKey: 'GET /',
        Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
        AuthorizationType: 'CUSTOM',
        AuthorizerId: { Ref: 'Guard' },
      },
    },
  };
  return readFixture({ guard }, resources).httpApi?.routes;
}

test('GW-91: the Lambda authorizer of an HTTP route is read from the template', () => {
  const identitySources = ['$request.header.Authorization', '$context.routeKey'];
  const [route] = routesWith({ IdentitySource: identitySources, AuthorizerResultTtlInSeconds: 300 }) ?? [];
  expect(route?.authorizer).toEqual({
    authorizerId: expect.stringMatching(/^\w+$/),
    functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:app-local-guard',
    identitySources,
    resultTtlMs: 300_000,
    timeoutMs: 10_000,
  });
});

test.each([
  [
    'IAM policies',
    { EnableSimpleResponses: false },
    'authorizer Guard has no simple responses of format 2.0; no others are emulated',
  ],
  [
    'payload format 1.0',
    { AuthorizerPayloadFormatVersion: '1.0' },
    'authorizer Guard has no simple responses of format 2.0; no others are emulated',
  ],
  [
    'a stage variable',
    { IdentitySource: ['$stageVariables.x'] },
    'authorizer Guard has the identity source $stageVariables.x, which is not emulated',
  ],
])('an authorizer with %s is refused, and the error names it', (_, properties, message) => {
  expect(() => routesWith(properties)).toThrow(new AssemblyError(message));
});
