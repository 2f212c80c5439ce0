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

export type HttpAuthorizerModel = JwtAuthorizerModel | LambdaAuthorizerModel;

/** The built-in JWT authorizer. */
export interface JwtAuthorizerModel {
  issuer: string;
  audience: string[];
  identitySources: string[];
}

/** A Lambda authorizer with payload format 2.0 and simple responses. */
export interface LambdaAuthorizerModel {
  authorizerId: string;
  functionArn: string;
  identitySources: string[];
  /** How long a result is cached; 0 for not at all. */
  resultTtlMs: number;
  timeoutMs: number;
}

export interface CorsModel {
  allowOrigins: string[];
  allowMethods: string[];
  allowHeaders: string[];
  exposeHeaders: string[];
  maxAgeSeconds: number | null;
  allowCredentials: boolean;
}
