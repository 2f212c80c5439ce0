import type { IncomingMessage } from 'node:http';
import type { Functions } from '../../runtime/functions.ts';
import type { WebSocketApiModel } from '../model.ts';
import type { GatewayOptions } from '../options.ts';
import { forwardedHeaders, sourceIpOf } from '../headers.ts';
import { gatewayId } from '../../primitives/ids.ts';
import { callIntegration, type IntegrationOutcome } from '../integration.ts';
import { requestTarget } from '../../primitives/request-target.ts';
import { authorize } from './authorizer.ts';
import { authorizerEvent, connectEvent, type ConnectionInfo, type HandshakeRequest } from './events.ts';
import { parseProxyResponse } from './proxy-response.ts';
import { findRoute } from './route.ts';
import { handshakeFault } from './upgrade-request.ts';

/** What becomes of a handshake: a connection with the sub-protocol that `$connect` chose, or a refusal. */
export type Admission =
  | { admitted: true; connection: ConnectionInfo; subprotocol: string | null }
  | { admitted: false; status: number; connectionId: string };

export interface HandshakeDependencies {
  api: WebSocketApiModel;
  functions: Functions;
  /** `arn:aws:execute-api:REGION:ACCOUNT` */
  arnPrefix: string;
  options: Pick<GatewayOptions, 'webSocketPaths'>;
}

/** Quota "length, in characters, of the URL" of WebSocket APIs. */
const urlCharsMax = 4_096;

/**
 * Runs the authorizer and `$connect` while the upgrade is pending (Developer Guide, "Manage connected users and client
 * apps: $connect and $disconnect routes"). Another path than the API's, and what is no handshake of RFC 6455, is
 * refused before anything is called.
 */
export async function admit(
  dependencies: HandshakeDependencies,
  request: IncomingMessage,
  clockSkewMs = 0,
): Promise<Admission> {
  const { api, options } = dependencies;
  const nowMs = Date.now() + clockSkewMs;
  const { path, query } = requestTarget(request);
  const connection = connectionOf(request, nowMs, clockSkewMs);
  if (!isApiPath(api, options, path)) return refuse(connection, 403);
  if (`wss://${connection.domainName}${request.url}`.length > urlCharsMax) return refuse(connection, 414);
  const fault = handshakeFault(request);
  if (fault !== null) return refuse(connection, fault);
  return connect(dependencies, connection, {
    headers: forwardedHeaders(request, nowMs),
    query: new URLSearchParams(query),
  });
}

/** The ARN of a route, as policies name it. */
export function routeArn({ api, arnPrefix }: HandshakeDependencies, routeKey: string): string {
  return `${arnPrefix}:${api.apiId}/${api.stage}/${routeKey}`;
}

/** Whether the path is the stage's or one that is mapped to it: a WebSocket API answers at no other. */
export function isApiPath(
  api: WebSocketApiModel,
  { webSocketPaths }: Pick<GatewayOptions, 'webSocketPaths'>,
  path: string,
): boolean {
  return [`/${api.stage}`, ...webSocketPaths].includes(path.replace(/\/$/, ''));
}

async function connect(
  dependencies: HandshakeDependencies,
  connection: ConnectionInfo,
  handshake: HandshakeRequest,
): Promise<Admission> {
  const { api, functions } = dependencies;
  const route = findRoute(api, '$connect');
  if (route === undefined) return { admitted: true, connection, subprotocol: null };
  const requestId = gatewayId();
  const sourceArn = routeArn(dependencies, '$connect');
  let latencyMs: number | null = null;
  if (route.authorizer !== null) {
    const event = () => authorizerEvent(api, connection, handshake, sourceArn, requestId);
    const verdict = await authorize(functions, route.authorizer, handshake, sourceArn, event);
    if (!verdict.allowed) return refuse(connection, verdict.status);
    connection.authorizer = verdict.context;
    latencyMs = verdict.latencyMs;
  }
  const event = connectEvent(api, connection, handshake, requestId, latencyMs);
  return admission(connection, await callIntegration(functions, { ...route.integration, sourceArn }, event));
}

function connectionOf(request: IncomingMessage, nowMs: number, clockSkewMs: number): ConnectionInfo {
  return {
    connectionId: gatewayId(),
    connectedAtMs: nowMs,
    clockSkewMs,
    domainName: request.headers.host ?? '127.0.0.1',
    sourceIp: sourceIpOf(request),
    userAgent: request.headers['user-agent'] ?? null,
    authorizer: null,
  };
}

/** 2xx opens the socket; another status refuses the handshake with it; a throw or a malformed answer is 502. */
function admission(connection: ConnectionInfo, outcome: IntegrationOutcome): Admission {
  if (outcome.kind === 'timed-out') return refuse(connection, 504);
  const answer = outcome.kind === 'returned' ? parseProxyResponse(outcome.value) : null;
  if (answer === null) return refuse(connection, 502);
  if (answer.statusCode < 200 || answer.statusCode > 299) return refuse(connection, answer.statusCode);
  // The only header of the answer that reaches the client.
  return { admitted: true, connection, subprotocol: answer.headers.get('sec-websocket-protocol') ?? null };
}

function refuse(connection: ConnectionInfo, status: number): Admission {
  return { admitted: false, status, connectionId: connection.connectionId };
}
