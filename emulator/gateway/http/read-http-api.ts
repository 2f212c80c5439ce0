import type { AppResources, ResolvedResource } from '../../assembly/app-resources.ts';
import { AssemblyError } from '../../assembly/cloud-assembly.ts';
import type { CorsModel, HttpApiModel, HttpRouteModel, LambdaAuthorizerModel } from '../model.ts';
import {
  authorizerOf,
  findApi,
  functionArnIn,
  integrationOf,
  requireStage,
  routesOf,
  type AuthorizerProperties,
  type CorsProperties,
  type Route,
} from '../read-api.ts';
import { identitySourcePattern } from './lambda-authorizer.ts';

/** API Gateway's quota "Timeout for Lambda authorizer response" of HTTP APIs. */
const authorizerTimeoutMs = 10_000;

/** The app's HTTP API, or null. Throws an `AssemblyError` if there are several, or it has not exactly one stage. */
export function readHttpApi(app: AppResources): HttpApiModel | null {
  const api = findApi(app, 'HTTP');
  if (api === null) return null;
  const { CorsConfiguration: cors } = api.properties;
  return {
    apiId: api.ref,
    stage: requireStage(app, api),
    routes: routesOf(app, api).map((route) => ({
      routeKey: route.properties.RouteKey,
      integration: integrationOf(app, api, route),
      authorizer: readAuthorizer(app, route),
    })),
    cors: cors ? readCors(cors) : null,
  };
}

function readAuthorizer(app: AppResources, route: Route): HttpRouteModel['authorizer'] {
  const authorizer = authorizerOf(app, route, ['JWT', 'CUSTOM']);
  if (authorizer === null) return null;
  const { JwtConfiguration: jwt, IdentitySource: identitySources = [] } = authorizer.properties;
  if (jwt === undefined) return readLambdaAuthorizer(authorizer);
  return { issuer: jwt.Issuer, audience: jwt.Audience, identitySources };
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-authorizer.html */
function readLambdaAuthorizer(authorizer: ResolvedResource<AuthorizerProperties>): LambdaAuthorizerModel {
  const { logicalId, ref, properties } = authorizer;
  const { AuthorizerUri = '', IdentitySource: identitySources = [], AuthorizerResultTtlInSeconds = 0 } = properties;
  if (properties.AuthorizerPayloadFormatVersion !== '2.0' || properties.EnableSimpleResponses !== true)
    throw new AssemblyError(`authorizer ${logicalId} has no simple responses of format 2.0; no others are emulated`);
  const unknown = identitySources.find((one) => one !== '$context.routeKey' && !identitySourcePattern.test(one));
  if (unknown !== undefined)
    throw new AssemblyError(`authorizer ${logicalId} has the identity source ${unknown}, which is not emulated`);
  return {
    authorizerId: ref,
    functionArn: functionArnIn(AuthorizerUri),
    identitySources,
    resultTtlMs: AuthorizerResultTtlInSeconds * 1000,
    timeoutMs: authorizerTimeoutMs,
  };
}

function readCors(cors: CorsProperties): CorsModel {
  return {
    allowOrigins: cors.AllowOrigins ?? [],
    allowMethods: cors.AllowMethods ?? [],
    allowHeaders: cors.AllowHeaders ?? [],
    exposeHeaders: cors.ExposeHeaders ?? [],
    maxAgeSeconds: cors.MaxAge ?? null,
    allowCredentials: cors.AllowCredentials ?? false,
  };
}
