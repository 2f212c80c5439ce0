import { selectionPath } from './route.ts';
import type { WebSocketApiModel, WebSocketRouteModel } from '../model.ts';
import {
  authorizerOf,
  functionArnIn,
  integrationOf,
  findApi,
  requireStage,
  routesOf,
  type Api,
  type Route,
} from '../read-api.ts';
import type { AppResources } from '../../assembly/app-resources.ts';
import { AssemblyError } from '../../assembly/cloud-assembly.ts';

/**
 * The app's WebSocket API, or null. Throws an `AssemblyError` if there are several, it has not exactly one stage, or it
 * selects routes by something other than the messages' bodies.
 */
export function readWebSocketApi(app: AppResources): WebSocketApiModel | null {
  const api = findApi(app, 'WEBSOCKET');
  if (api === null) return null;
  const answered = app
    .ofType<{ RouteId: string }>('AWS::ApiGatewayV2::RouteResponse')
    .map(({ properties }) => properties.RouteId);
  return {
    apiId: api.ref,
    stage: requireStage(app, api),
    routeSelectionExpression: selectionExpressionOf(api),
    routes: routesOf(app, api).map((route) => ({
      routeKey: route.properties.RouteKey,
      integration: integrationOf(app, api, route),
      returnsResponse: answered.includes(route.ref),
      authorizer: lambdaAuthorizerOf(app, route),
    })),
  };
}

function selectionExpressionOf({
  properties: { RouteSelectionExpression: expression = '$request.body.action' },
}: Api): string {
  if (selectionPath(expression) !== null) return expression;
  throw new AssemblyError(`the WEBSOCKET API selects routes by ${expression}; only $request.body.… is emulated`);
}

function lambdaAuthorizerOf(app: AppResources, route: Route): WebSocketRouteModel['authorizer'] {
  const properties = authorizerOf(app, route, ['CUSTOM'])?.properties ?? null;
  return (
    properties && {
      functionArn: functionArnIn(properties.AuthorizerUri ?? ''),
      identitySources: properties.IdentitySource ?? [],
    }
  );
}
