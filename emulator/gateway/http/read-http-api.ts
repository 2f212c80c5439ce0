import type { CorsModel, HttpApiModel, HttpRouteModel } from '../model.ts';
import {
  authorizerOf,
  integrationOf,
  findApi,
  requireStage,
  routesOf,
  type CorsProperties,
  type Route,
} from '../read-api.ts';
import type { AppResources } from '../../assembly/app-resources.ts';

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
      authorizer: jwtAuthorizerOf(app, route),
    })),
    cors: cors ? readCors(cors) : null,
  };
}

function jwtAuthorizerOf(app: AppResources, route: Route): HttpRouteModel['authorizer'] {
  const properties = authorizerOf(app, route, 'JWT');
  if (!properties?.JwtConfiguration) return null;
  const { Issuer: issuer, Audience: audience } = properties.JwtConfiguration;
  return { issuer, audience, identitySources: properties.IdentitySource ?? [] };
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
