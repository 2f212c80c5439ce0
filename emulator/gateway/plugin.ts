import type { IncomingMessage, ServerResponse } from 'node:http';
import { generatedId, plainIdentifiers, type ResourceTypes } from '../assembly/identifiers.ts';
import { accountId, executeApiHost, region } from '../primitives/pseudo-parameters.ts';
import { requestTarget } from '../primitives/request-target.ts';
import { respondJson } from '../primitives/respond.ts';
import { Throttle } from '../primitives/throttle.ts';
import type { HttpPart, Plugin, PluginContext } from '../runtime/plugin.ts';
import { HttpGateway } from './http/gateway.ts';
import { discoverKeys } from './http/issuer-keys.ts';
import { readHttpApi } from './http/read-http-api.ts';
import type { GatewayModel } from './model.ts';
import { gatewayOptionsOf, type GatewayOptions } from './options.ts';
import { WebSocketGateway } from './websocket/gateway.ts';
import { isApiPath } from './websocket/handshake.ts';
import { ManagementApi } from './websocket/management-api.ts';
import { PushCounter } from './websocket/push-counter.ts';
import { readWebSocketApi } from './websocket/read-web-socket-api.ts';

export interface ApiGatewayOptions {
  /** Override the settings. */
  gateway?: Partial<GatewayOptions> | undefined;
  /** Reads a JSON document of an OpenID Connect provider; by default from its URL. */
  fetchJson?: ((url: string) => Promise<unknown>) | undefined;
}

const arnPrefix = `arn:aws:execute-api:${region}:${accountId}`;
const disconnectGraceMs = 2_000;

const resourceTypes: ResourceTypes = {
  'AWS::ApiGatewayV2::Api': (resource, textOf) => {
    const id = generatedId(resource);
    const scheme = textOf('ProtocolType') === 'WEBSOCKET' ? 'wss' : 'https';
    return { ref: id, attributes: { ApiId: id, ApiEndpoint: `${scheme}://${executeApiHost(id)}` } };
  },
  'AWS::ApiGatewayV2::Authorizer': (resource) => {
    const id = generatedId(resource);
    return { ref: id, attributes: { AuthorizerId: id } };
  },
  'AWS::ApiGatewayV2::Stage': (_, textOf) => ({ ref: textOf('StageName'), attributes: {} }),
  'AWS::ApiGatewayV2::Integration': plainIdentifiers,
  'AWS::ApiGatewayV2::Route': plainIdentifiers,
  'AWS::ApiGatewayV2::RouteResponse': plainIdentifiers,
};

/** WebSocket APIs with their management API, and HTTP APIs; at most one of each. */
export function apiGatewayPlugin(options: ApiGatewayOptions): Plugin<GatewayModel, object> {
  return {
    resourceTypes,
    read: (app) => ({ webSocketApi: readWebSocketApi(app), httpApi: readHttpApi(app) }),
    addresses: ({ webSocketApi, httpApi }, url) => {
      const apis = [webSocketApi, httpApi].filter((api) => api !== null);
      return Object.fromEntries(apis.map(({ apiId }) => [`https://${executeApiHost(apiId)}`, url]));
    },
    start(model, context) {
      const pushes = new PushCounter();
      const { webSocket, parts } = startApis(model, context, options, pushes);
      return {
        handle: {},
        http: parts,
        counters: { pushes },
        ...(webSocket && {
          upgrade: (request, socket, head) => webSocket.upgrade(request, socket, head),
          disconnect: () => webSocket.close(disconnectGraceMs),
        }),
      };
    },
  };
}

function startApis(
  { webSocketApi, httpApi }: GatewayModel,
  { settings, faults, callers, services }: PluginContext,
  { gateway, fetchJson = fetchDocument }: ApiGatewayOptions,
  pushes: PushCounter,
): { webSocket: WebSocketGateway | null; parts: HttpPart[] } {
  const options = { ...gatewayOptionsOf(settings), ...gateway };
  const functions = services.require('functions');
  const requests = new Throttle(options.requestsPerSecond, options.requestBurst);
  const newConnections = new Throttle(options.connectionsPerSecond);
  const shared = { functions, arnPrefix, faults, requests };
  const webSocket = webSocketApi && new WebSocketGateway({ ...shared, api: webSocketApi, options, newConnections });
  const management =
    webSocket && new ManagementApi({ gateway: webSocket, arnPrefix, callers, pushes, faults, requests });
  const http = httpApi && new HttpGateway({ ...shared, api: httpApi, accountId, issuerKeys: discoverKeys(fetchJson) });
  const stage = webSocketApi && {
    serves: (request: IncomingMessage) => isApiPath(webSocketApi, options, requestTarget(request).path),
    handle: requireUpgrade,
  };
  return { webSocket, parts: [management, http, stage].filter((part) => part !== null) };
}

/** A plain request at the address of a WebSocket API. */
async function requireUpgrade(_: IncomingMessage, response: ServerResponse): Promise<void> {
  respondJson(response, 426, { message: 'Upgrade Required' }, { upgrade: 'websocket' });
}

async function fetchDocument(url: string): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}
