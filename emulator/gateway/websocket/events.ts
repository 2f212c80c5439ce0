import type { WebSocketApiModel } from '../model.ts';
import { headerMaps, queryMaps, withoutHeaders, type Header } from '../headers.ts';
import { clfTime, gatewayId } from '../../primitives/ids.ts';

/** What the handshake says about a connection. */
export interface ConnectionInfo {
  connectionId: string;
  connectedAtMs: number;
  /** The clock error of the gateway host that holds the connection; 0 unless a test sets it. */
  clockSkewMs: number;
  /** The host that the client connected to. */
  domainName: string;
  sourceIp: string;
  userAgent: string | null;
  /** The authorizer's context with its principalId; null if the route has no authorizer. */
  authorizer: Record<string, string> | null;
}

/** The handshake, as the authorizer and `$connect` see it. */
export interface HandshakeRequest {
  headers: readonly Header[];
  query: URLSearchParams;
}

type EventType = 'CONNECT' | 'MESSAGE' | 'DISCONNECT';

interface Occurrence {
  routeKey: string;
  eventType: EventType;
  requestId: string;
  atMs: number;
}

/**
 * `requestContext` with the fields that AWS sends and no others (Developer Guide, "Set up a WebSocket API integration
 * request", input format of a Lambda function): `requestId` and `extendedRequestId` are the same, `userAgent` is there
 * only where the client sent one, `authorizer` only where the route has one.
 */
function requestContext(api: WebSocketApiModel, connection: ConnectionInfo, what: Occurrence) {
  const atMs = what.atMs + connection.clockSkewMs;
  return {
    routeKey: what.routeKey,
    ...(connection.authorizer === null ? {} : { authorizer: connection.authorizer as Record<string, unknown> }),
    eventType: what.eventType,
    extendedRequestId: what.requestId,
    requestTime: clfTime(atMs),
    messageDirection: 'IN',
    stage: api.stage,
    connectedAt: connection.connectedAtMs,
    requestTimeEpoch: atMs,
    identity: {
      ...(connection.userAgent === null ? {} : { userAgent: connection.userAgent }),
      sourceIp: connection.sourceIp,
    },
    requestId: what.requestId,
    domainName: connection.domainName,
    connectionId: connection.connectionId,
    apiId: api.apiId,
  };
}

function connectContext(api: WebSocketApiModel, connection: ConnectionInfo, requestId: string) {
  return requestContext(api, connection, { routeKey: '$connect', eventType: 'CONNECT', requestId, atMs: Date.now() });
}

/** The event of a REQUEST authorizer (Developer Guide, "Control access to WebSocket APIs with Lambda authorizers"). */
export function authorizerEvent(
  api: WebSocketApiModel,
  connection: ConnectionInfo,
  handshake: HandshakeRequest,
  methodArn: string,
  requestId: string,
) {
  return {
    type: 'REQUEST',
    methodArn,
    ...headerMaps(handshake.headers),
    queryStringParameters: {},
    multiValueQueryStringParameters: {},
    ...queryMaps(handshake.query),
    stageVariables: {},
    requestContext: connectContext(api, connection, requestId),
  };
}

/** CONNECT: headers and query, no body. The hop-by-hop headers of the upgrade stay at the gateway. */
export function connectEvent(
  api: WebSocketApiModel,
  connection: ConnectionInfo,
  handshake: HandshakeRequest,
  requestId: string,
  authorizerLatencyMs: number | null,
) {
  const context = connectContext(api, connection, requestId);
  if (context.authorizer !== undefined && authorizerLatencyMs !== null) {
    context.authorizer = { ...context.authorizer, integrationLatency: authorizerLatencyMs };
  }
  return {
    ...headerMaps(withoutHeaders(handshake.headers, ['connection', 'upgrade'])),
    ...queryMaps(handshake.query),
    requestContext: context,
    isBase64Encoded: false,
  };
}

/** MESSAGE: a message id and a body that is always text; no headers, no query. */
export function messageEvent(
  api: WebSocketApiModel,
  connection: ConnectionInfo,
  routeKey: string,
  requestId: string,
  body: string,
) {
  const { routeKey: key, ...context } = requestContext(api, connection, {
    routeKey,
    eventType: 'MESSAGE',
    requestId,
    atMs: Date.now(),
  });
  return {
    requestContext: { routeKey: key, messageId: gatewayId(), ...context },
    body,
    isBase64Encoded: false,
  };
}

/** Why a connection ended: the close code and the reason that came with it. */
export interface CloseReason {
  code: number;
  reason: string;
}

/** DISCONNECT: AWS sends these four headers, all but `Host` empty, and how the connection was closed. */
export function disconnectEvent(api: WebSocketApiModel, connection: ConnectionInfo, closed: CloseReason) {
  const { routeKey, ...context } = requestContext(api, connection, {
    routeKey: '$disconnect',
    eventType: 'DISCONNECT',
    requestId: gatewayId(),
    atMs: Date.now(),
  });
  return {
    ...headerMaps([
      ['Host', connection.domainName],
      ['x-api-key', ''],
      ['X-Forwarded-For', ''],
      ['x-restapi', ''],
    ]),
    requestContext: {
      routeKey,
      disconnectStatusCode: closed.code,
      ...context,
      disconnectReason: closed.reason,
    },
    isBase64Encoded: false,
  };
}
