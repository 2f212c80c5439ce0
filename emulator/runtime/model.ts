/**
 * What the local runtime runs, read from the synthesised CDK app: plain values, every CloudFormation intrinsic resolved.
 * `logicalId` is the resource's id in its template; ARNs and names are those that the local runtime gives them.
 */
export interface LocalApp {
  functions: FunctionModel[];
  webSocketApi: WebSocketApiModel;
  httpApi: HttpApiModel;
  tables: TableModel[];
  queues: QueueModel[];
  buses: BusModel[];
  rules: RuleModel[];
  /** The folder with the built page (the source of the bucket deployment), where there is one. */
  pageFolder: string | null;
}

export interface FunctionModel {
  logicalId: string;
  /** As deployed, e.g. `chat-local-system-message`. */
  name: string;
  /** The name that it answers to on one machine, e.g. `system-message`. */
  shortName: string;
  arn: string;
  /** Folder of the bundle. */
  codeFolder: string;
  /** `file.export` */
  handler: string;
  timeoutMs: number;
  memoryMb: number;
  environment: Record<string, string>;
  /** The execution role that AWS names when it refuses a call. */
  roleName: string;
  roleStatements: PolicyStatement[];
  /** Services (`apigateway.amazonaws.com`, `events.amazonaws.com` …) that the resource policy lets invoke it. */
  invokePermissions: InvokePermission[];
  /** Attempts after the first one of an asynchronous invocation. */
  asyncRetries: number;
  asyncMaxAgeMs: number;
  /** On-failure destination (a queue): takes a JSON record of what an asynchronous invocation could not do. */
  onFailureArn: string | null;
  /** Dead-letter queue of the function: takes the event itself, the error in message attributes. */
  deadLetterArn: string | null;
  /** Event source mappings (streams). */
  streams: StreamSource[];
}

export interface InvokePermission {
  principal: string;
  /** Null where the permission names no source. May hold `*`. */
  sourceArn: string | null;
}

export interface StreamSource {
  tableArn: string;
  batchSize: number;
  retries: number;
  bisectOnError: boolean;
  reportsBatchItemFailures: boolean;
  onFailureArn: string | null;
  filterPatterns: unknown[];
}

export interface PolicyStatement {
  effect: 'Allow' | 'Deny';
  actions: string[];
  resources: string[];
  conditions: Record<string, Record<string, string | string[]>>;
}

export interface IntegrationModel {
  functionArn: string;
  /** Milliseconds; 29 s for WebSocket APIs and 30 s for HTTP APIs where the template says nothing. */
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
  /** Whether the integration's answer goes to the client (a route response is there). */
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
  authorizer: { issuer: string; audience: string[]; identitySources: string[] } | null;
}

export interface CorsModel {
  allowOrigins: string[];
  allowMethods: string[];
  allowHeaders: string[];
  exposeHeaders: string[];
  maxAgeSeconds: number | null;
  allowCredentials: boolean;
}

export interface TableModel {
  logicalId: string;
  name: string;
  arn: string;
  partitionKey: string;
  sortKey: string | null;
  attributeTypes: Record<string, 'S' | 'N' | 'B'>;
  indexes: { name: string; partitionKey: string; sortKey: string | null; projection: unknown }[];
  ttlAttribute: string | null;
  stream: boolean;
}

export interface QueueModel {
  logicalId: string;
  name: string;
  arn: string;
  url: string;
  /** The queue's own policy: which services may send to it. */
  policyStatements: (PolicyStatement & { principals: string[] })[];
}

export interface BusModel {
  logicalId: string | null;
  name: string;
  arn: string;
}

export interface RuleModel {
  logicalId: string;
  arn: string;
  busName: string;
  pattern: Record<string, unknown>;
  targets: RuleTarget[];
}

/** A function that a rule hands its events to. */
export interface RuleTarget {
  arn: string;
  /** The part of the event that is handed over, such as `$.detail`; null for all of it. */
  inputPath: string | null;
  retries: number;
  maxAgeMs: number;
  deadLetterArn: string | null;
}
