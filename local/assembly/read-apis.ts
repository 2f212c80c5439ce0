import type { CorsModel, HttpApiModel, HttpRouteModel, IntegrationModel, WebSocketApiModel, WebSocketRouteModel } from '../model.ts';
import type { AppResources, ResolvedResource } from './app-resources.ts';
import { AssemblyError } from './cloud-assembly.ts';

interface ApiProperties {
  ProtocolType: 'WEBSOCKET' | 'HTTP';
  RouteSelectionExpression?: string;
  CorsConfiguration?: CorsProperties;
}

interface CorsProperties {
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

interface RouteResponseProperties extends OfApi {
  RouteId: string;
}

interface IntegrationProperties extends OfApi {
  IntegrationType: string;
  IntegrationUri: string;
  TimeoutInMillis?: number;
}

interface AuthorizerProperties extends OfApi {
  AuthorizerType: 'REQUEST' | 'JWT';
  AuthorizerUri?: string;
  IdentitySource?: string[];
  JwtConfiguration?: { Issuer: string; Audience: string[] };
}

type Api = ResolvedResource<ApiProperties>;
type Route = ResolvedResource<RouteProperties>;

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const integrationTimeoutMs = { WEBSOCKET: 29_000, HTTP: 30_000 } as const;

/** The app's WebSocket API. Throws an `AssemblyError` unless there is exactly one, with one stage. */
export function readWebSocketApi(app: AppResources): WebSocketApiModel {
  const api = requireApi(app, 'WEBSOCKET');
  const answered = app.ofType<RouteResponseProperties>('AWS::ApiGatewayV2::RouteResponse').map(({ properties }) => properties.RouteId);
  return {
    apiId: api.ref,
    stage: requireStage(app, api),
    routeSelectionExpression: api.properties.RouteSelectionExpression ?? '$request.body.action',
    routes: routesOf(app, api).map((route) => ({
      routeKey: route.properties.RouteKey,
      integration: integrationOf(app, api, route),
      returnsResponse: answered.includes(route.ref),
      authorizer: lambdaAuthorizerOf(app, route),
    })),
  };
}

/** The app's HTTP API. Throws an `AssemblyError` unless there is exactly one, with one stage. */
export function readHttpApi(app: AppResources): HttpApiModel {
  const api = requireApi(app, 'HTTP');
  const { CorsConfiguration: cors } = api.properties;
  return {
    apiId: api.ref,
    stage: requireStage(app, api),
    routes: routesOf(app, api).map((route) => ({
      routeKey: route.properties.RouteKey,
      integration: integrationOf(app, api, route),
      authorizer: jwtAuthorizerOf(app, route),
    })),
    cors: cors ? readCors(cors) : null,
  };
}

function requireApi(app: AppResources, protocol: ApiProperties['ProtocolType']): Api {
  const apis = app.ofType<ApiProperties>('AWS::ApiGatewayV2::Api').filter(({ properties }) => properties.ProtocolType === protocol);
  return requireOne(apis, `${protocol} API`);
}

function requireStage(app: AppResources, api: Api): string {
  const stages = app.ofType<StageProperties>('AWS::ApiGatewayV2::Stage').filter(({ properties }) => properties.ApiId === api.ref);
  return requireOne(stages, `stage of the ${api.properties.ProtocolType} API`).properties.StageName;
}

function requireOne<T>(found: T[], what: string): T {
  if (found.length !== 1) throw new AssemblyError(`the app has ${found.length} of one ${what}`);
  return found[0]!;
}

function routesOf(app: AppResources, api: Api): Route[] {
  return app.ofType<RouteProperties>('AWS::ApiGatewayV2::Route').filter(({ properties }) => properties.ApiId === api.ref);
}

function integrationOf(app: AppResources, api: Api, route: Route): IntegrationModel {
  const id = route.properties.Target.replace('integrations/', '');
  const integration = app.ofType<IntegrationProperties>('AWS::ApiGatewayV2::Integration').find(({ ref }) => ref === id);
  if (integration?.properties.IntegrationType !== 'AWS_PROXY') {
    throw new AssemblyError(`route ${route.properties.RouteKey} has no AWS_PROXY integration; no other kind is reproduced`);
  }
  const { IntegrationUri, TimeoutInMillis } = integration.properties;
  return { functionArn: functionArnIn(IntegrationUri), timeoutMs: TimeoutInMillis ?? integrationTimeoutMs[api.properties.ProtocolType] };
}

/** `arn:…:lambda:path/2015-03-31/functions/<ARN>/invocations`, or the function's ARN itself. */
function functionArnIn(uri: string): string {
  return /functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? uri;
}

function lambdaAuthorizerOf(app: AppResources, route: Route): WebSocketRouteModel['authorizer'] {
  const properties = authorizerOf(app, route, 'CUSTOM');
  return properties && { functionArn: functionArnIn(properties.AuthorizerUri ?? ''), identitySources: properties.IdentitySource ?? [] };
}

function jwtAuthorizerOf(app: AppResources, route: Route): HttpRouteModel['authorizer'] {
  const properties = authorizerOf(app, route, 'JWT');
  if (!properties?.JwtConfiguration) return null;
  const { Issuer: issuer, Audience: audience } = properties.JwtConfiguration;
  return { issuer, audience, identitySources: properties.IdentitySource ?? [] };
}

function authorizerOf(app: AppResources, { properties: route }: Route, kind: 'CUSTOM' | 'JWT'): AuthorizerProperties | null {
  if (route.AuthorizationType === undefined || route.AuthorizationType === 'NONE') return null;
  const authorizer = app.ofType<AuthorizerProperties>('AWS::ApiGatewayV2::Authorizer').find(({ ref }) => ref === route.AuthorizerId);
  if (route.AuthorizationType === kind && authorizer) return authorizer.properties;
  throw new AssemblyError(`route ${route.RouteKey} is authorised by ${route.AuthorizationType}, which is not reproduced on this kind of API`);
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
