import type { CfnRoute, CfnStage, HttpStage, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IConstruct } from 'constructs';
import { shareOf } from './route-shares.ts';
import type { Throttle } from './setting-forms.ts';
import type { DeploySettings } from './settings.ts';

type ThrottleSettings = Pick<DeploySettings, 'throttleRate' | 'throttleBurst' | 'routeThrottles' | 'socketIo'>;

/** What a route may take: what the settings say, else its share of the stage; null for what has no limit of its own. */
export function throttleOf(
  routeKey: string,
  { throttleRate, throttleBurst, routeThrottles, socketIo }: ThrottleSettings,
): Throttle | null {
  const share = shareOf(routeKey, { socketIo });
  const own = routeThrottles[routeKey];
  if (own !== undefined || share === null) return own ?? null;
  return { rateLimit: Math.ceil(throttleRate * share), burstLimit: Math.ceil(throttleBurst * share) };
}

/**
 * Sets the limits of the single routes of a stage. The stage is created after all routes, because it refuses limits of
 * routes that do not exist, and API Gateway refuses concurrent changes of one API.
 */
export function throttleRoutes(
  stage: HttpStage | WebSocketStage,
  routes: IConstruct[],
  settings: ThrottleSettings,
): void {
  stage.node.addDependency(...routes);
  const routeKeys = routes.map((route) => (route.node.defaultChild as CfnRoute).routeKey);
  const limits = routeKeys.flatMap((routeKey) => {
    const throttle = throttleOf(routeKey, settings);
    return throttle === null ? [] : [[routeKey, throttle] as const];
  });
  (stage.node.defaultChild as CfnStage).routeSettings = Object.fromEntries(
    limits.map(([routeKey, { rateLimit, burstLimit }]) => [
      routeKey,
      { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit },
    ]),
  );
}
