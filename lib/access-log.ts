import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { LogGroupLogDestination, type IAccessLogSettings } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct, IConstruct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { DeploySettings } from './settings.ts';

/**
 * What both APIs log of each request: what was asked, how it ended and how long it took. None of these variables holds
 * a
 * token, a query string (`?token=` is one place for a token) or a text.
 * (API Gateway, "Customize HTTP API access logs", "Configure logging for WebSocket APIs".)
 */
const common = {
  request_id: '$context.requestId',
  time: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  error: '$context.error.responseType',
  integration_status: '$context.integrationStatus',
  integration_latency_ms: '$context.integrationLatency',
} as const;

/**
 * The user of a socket is the one that the authorizer proved. REST's function proves its user itself, after this log.
 */
const fields = {
  'websocket-access': {
    ...common,
    connection_id: '$context.connectionId',
    event: '$context.eventType',
    user_id: '$context.authorizer.user_id',
    authorizer_status: '$context.authorizer.status',
  },
  'http-access': {
    ...common,
    method: '$context.httpMethod',
    path: '$context.path',
    latency_ms: '$context.responseLatency',
  },
} as const;

export interface AccessLog {
  logGroup: LogGroup;
  accessLogSettings: IAccessLogSettings;
}

/**
 * The log group for the requests of one API, null with `accessLog=sample`: API Gateway logs all requests or none, so
 * the functions log the sample themselves. Its name starts with `/aws/vendedlogs/`: one statement of the account's log
 * policy covers all such groups. Each other group would add a statement, up to the policy's 5,120 characters.
 */
export function accessLog(scope: Construct, kind: keyof typeof fields, settings: DeploySettings): AccessLog | null {
  if (settings.accessLog === 'sample') return null;
  const logGroup = new LogGroup(scope, 'AccessLog', {
    logGroupName: `/aws/vendedlogs/chat-${settings.stage}/${kind}`,
    retention: settings.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const format = AccessLogFormat.custom(JSON.stringify(fields[kind]));
  return { logGroup, accessLogSettings: { destination: new LogGroupLogDestination(logGroup), format } };
}

/** What a stage's properties hold of an access log. */
export function stageLog(log: AccessLog | null): { accessLogSettings?: IAccessLogSettings } {
  return log === null ? {} : { accessLogSettings: log.accessLogSettings };
}

/** Accepts that a stage without access log has none. */
export function acknowledgeSample(stage: IConstruct, log: AccessLog | null): void {
  if (log !== null) return;
  acknowledge(stage, {
    APIG1: 'The functions log what they refuse and a sample of the rest; accessLog=all logs it all',
  });
}
