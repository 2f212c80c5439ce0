import type { IntegrationModel } from './model.ts';
import type { AppResources, ResolvedResource } from '../assembly/app-resources.ts';
import { AssemblyError } from '../assembly/cloud-assembly.ts';

export interface ApiProperties {
  ProtocolType: 'WEBSOCKET' | 'HTTP';
  RouteSelectionExpression?: string;
  CorsConfiguration?: CorsProperties;
}

export interface CorsProperties {
  AllowOrigins?: string[];
  AllowMethods?: string[];
  AllowHeaders?: string[];
  ExposeHeaders?: string[];
  MaxAge?: number;
  AllowCredentials?: boolean;
}

interface OfApi {
  ApiId: string;
}

interface StageProperties extends OfApi {
  StageName: string;
}

interface RouteProperties extends OfApi {
  RouteKey: string;
  Target: string;
  AuthorizationType?: string;
  AuthorizerId?: string;
}

interface IntegrationProperties extends OfApi {
  IntegrationType: string;
  IntegrationUri: string;
  TimeoutInMillis?: number;
}

export interface AuthorizerProperties extends OfApi {
  AuthorizerType: 'REQUEST' | 'JWT';
  AuthorizerUri?: string;
  IdentitySource?: string[];
  AuthorizerPayloadFormatVersion?: string;
  AuthorizerResultTtlInSeconds?: number;
  EnableSimpleResponses?: boolean;
  JwtConfiguration?: { Issuer: string; Audience: string[] };
}

export type Api = ResolvedResource<ApiProperties>;
export type Route = ResolvedResource<RouteProperties>;

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const integrationTimeoutMs = { WEBSOCKET: 29_000, HTTP: 30_000 } as const;

/** The app's API of that protocol, or null. Throws an `AssemblyError` if there are several. */
export function findApi(app: AppResources, protocol: ApiProperties['ProtocolType']): Api | null {
  const apis = app
    .ofType<ApiProperties>('AWS::ApiGatewayV2::Api')
    .filter(({ properties }) => properties.ProtocolType === protocol);
  return apis.length === 0 ? null : requireOne(apis, `${protocol} API`);
}

/** The name of an API's one stage. Throws an `AssemblyError` unless there is exactly one. */
export function requireStage(app: AppResources, api: Api): string {
  const stages = app
    .ofType<StageProperties>('AWS::ApiGatewayV2::Stage')
    .filter(({ properties }) => properties.ApiId === api.ref);
  return requireOne(stages, `stage of the ${api.properties.ProtocolType} API`).properties.StageName;
}

function requireOne<T>(found: T[], what: string): T {
  if (found.length !== 1) throw new AssemblyError(`the app has ${found.length} of one ${what}`);
  return found[0]!;
}

export function routesOf(app: AppResources, api: Api): Route[] {
  return app
    .ofType<RouteProperties>('AWS::ApiGatewayV2::Route')
    .filter(({ properties }) => properties.ApiId === api.ref);
}

/** Throws an `AssemblyError` for an integration that is no function. */
export function integrationOf(app: AppResources, api: Api, route: Route): IntegrationModel {
  const id = route.properties.Target.replace('integrations/', '');
  const integration = app.ofType<IntegrationProperties>('AWS::ApiGatewayV2::Integration').find(({ ref }) => ref === id);
  if (integration?.properties.IntegrationType !== 'AWS_PROXY') {
    throw new AssemblyError(
      `route ${route.properties.RouteKey} has no AWS_PROXY integration; no other kind is emulated`,
    );
  }
  const { IntegrationUri, TimeoutInMillis } = integration.properties;
  return {
    functionArn: functionArnIn(IntegrationUri),
    timeoutMs: TimeoutInMillis ?? integrationTimeoutMs[api.properties.ProtocolType],
  };
}

/** `arn:…:lambda:path/2015-03-31/functions/<ARN>/invocations`, or the function's ARN itself. */
export function functionArnIn(uri: string): string {
  return /functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? uri;
}

/** A route's authorizer, or null for an open route. Throws an `AssemblyError` for a kind that is not in `kinds`. */
export function authorizerOf(
  app: AppResources,
  { properties: route }: Route,
  kinds: readonly ('CUSTOM' | 'JWT')[],
): ResolvedResource<AuthorizerProperties> | null {
  if (route.AuthorizationType === undefined || route.AuthorizationType === 'NONE') return null;
  const authorizer = app
    .ofType<AuthorizerProperties>('AWS::ApiGatewayV2::Authorizer')
    .find(({ ref }) => ref === route.AuthorizerId);
  if (authorizer && kinds.some((kind) => kind === route.AuthorizationType)) return authorizer;
  throw new AssemblyError(
    `route ${route.RouteKey} is authorised by ${route.AuthorizationType}, which is not emulated on this kind of API`,
  );
}
