import type { WebSocketApiModel, WebSocketRouteModel } from '../model.ts';
import { authorizerOf, functionArnIn, integrationOf, requireApi, requireStage, routesOf, type Route } from './api-resources.ts';
import type { AppResources } from './app-resources.ts';

/** The app's WebSocket API. Throws an `AssemblyError` unless there is exactly one, with one stage. */
export function readWebSocketApi(app: AppResources): WebSocketApiModel {
  const api = requireApi(app, 'WEBSOCKET');
  const answered = app.ofType<{ RouteId: string }>('AWS::ApiGatewayV2::RouteResponse').map(({ properties }) => properties.RouteId);
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

function lambdaAuthorizerOf(app: AppResources, route: Route): WebSocketRouteModel['authorizer'] {
  const properties = authorizerOf(app, route, 'CUSTOM');
  return properties && { functionArn: functionArnIn(properties.AuthorizerUri ?? ''), identitySources: properties.IdentitySource ?? [] };
}
