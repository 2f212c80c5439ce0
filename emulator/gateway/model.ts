/** The app's APIs; null for a kind that the app does not have. */
export interface GatewayModel {
  webSocketApi: WebSocketApiModel | null;
  httpApi: HttpApiModel | null;
}

export interface IntegrationModel {
  functionArn: string;
  timeoutMs: number;
}

export interface WebSocketApiModel {
  apiId: string;
  stage: string;
  routeSelectionExpression: string;
  routes: WebSocketRouteModel[];
}

export interface WebSocketRouteModel {
  routeKey: string;
  integration: IntegrationModel;
  /** Whether the client receives the integration's result (the route has a route response). */
  returnsResponse: boolean;
  authorizer: { functionArn: string; identitySources: string[] } | null;
}

export interface HttpApiModel {
  apiId: string;
  stage: string;
  routes: HttpRouteModel[];
  cors: CorsModel | null;
}

export interface HttpRouteModel {
  /** `METHOD /path/{param}/{greedy+}`, `ANY /…` or `$default` */
  routeKey: string;
  integration: IntegrationModel;
  authorizer: HttpAuthorizerModel | null;
}

export type HttpAuthorizerModel = JwtAuthorizerModel;

/** The built-in JWT authorizer. */
export interface JwtAuthorizerModel {
  issuer: string;
  audience: string[];
  identitySources: string[];
}

export interface CorsModel {
  allowOrigins: string[];
  allowMethods: string[];
  allowHeaders: string[];
  exposeHeaders: string[];
  maxAgeSeconds: number | null;
  allowCredentials: boolean;
}
