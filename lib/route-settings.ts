import type { CfnRoute, CfnStage, HttpStage, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IConstruct } from 'constructs';
import type { DeploySettings } from './settings.ts';

/**
 * Sets the limits of single routes from the settings. The stage is created after all routes, because it refuses limits
 * of
 * routes that do not exist, and API Gateway refuses concurrent changes of one API.
 */
export function throttleRoutes(
  stage: HttpStage | WebSocketStage,
  routes: IConstruct[],
  { routeThrottles }: DeploySettings,
): void {
  stage.node.addDependency(...routes);
  const routeKeys = routes.map((route) => (route.node.defaultChild as CfnRoute).routeKey);
  const own = Object.entries(routeThrottles).filter(([routeKey]) => routeKeys.includes(routeKey));
  if (own.length === 0) return;
  (stage.node.defaultChild as CfnStage).routeSettings = Object.fromEntries(
    own.map(([routeKey, { rateLimit, burstLimit }]) => [
      routeKey,
      { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit },
    ]),
  );
}
