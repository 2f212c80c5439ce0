import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { LogGroupLogDestination, type IAccessLogSettings } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { DeploySettings } from './settings.ts';

/**
 * What both kinds of API tell of each request: who, what, how it ended and how long it took. None of these variables holds
 * a token, a query string or a text: `?token=` is a place where a token may be.
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

/** The user is the one that the authorizer proved. */
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
    user_id: '$context.authorizer.claims.sub',
    latency_ms: '$context.responseLatency',
  },
} as const;

export interface AccessLog {
  logGroup: LogGroup;
  accessLogSettings: IAccessLogSettings;
}

/**
 * A log group for the requests of one API. Its name starts as AWS asks of logs that its services write themselves: a policy
 * of the account names these once for all, and would otherwise grow with each group up to its limit of 5,120 characters.
 */
export function accessLog(scope: Construct, kind: keyof typeof fields, settings: DeploySettings): AccessLog {
  const logGroup = new LogGroup(scope, 'AccessLog', {
    logGroupName: `/aws/vendedlogs/chat-${settings.stage}/${kind}`,
    retention: settings.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const format = AccessLogFormat.custom(JSON.stringify(fields[kind]));
  return { logGroup, accessLogSettings: { destination: new LogGroupLogDestination(logGroup), format } };
}
