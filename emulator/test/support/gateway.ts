import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import type { ClientOptions } from 'ws';
import { dispatcher } from '../../dispatch.ts';
import { HttpGateway } from '../../gateway/http/gateway.ts';
import type { IssuerKeys } from '../../gateway/http/issuer-keys.ts';
import type { CorsModel, HttpRouteModel, WebSocketRouteModel } from '../../gateway/model.ts';
import { gatewayDefaults, type GatewayOptions } from '../../gateway/options.ts';
import { WebSocketGateway } from '../../gateway/websocket/gateway.ts';
import { ManagementApi } from '../../gateway/websocket/management-api.ts';
import { PushCounter } from '../../gateway/websocket/push-counter.ts';
import { Callers } from '../../iam/callers.ts';
import type { PolicyStatement } from '../../iam/policy.ts';
import { Throttle } from '../../primitives/throttle.ts';
import { faultsOf, readSettings, type Faults } from '../../runtime/settings.ts';
import { FixtureFunctions } from './functions.ts';
import { ok, type Handler } from './handlers.ts';
import { GatewaySocket } from './socket.ts';

export const arnPrefix = 'arn:aws:execute-api:us-east-1:000000000000';
export interface WebSocketRoute {
  handler: Handler;
  /** Its integration has a route response. */
  responds?: boolean;
  timeoutMs?: number;
}

export interface FixtureOptions {
  /** By route key. */
  routes?: Record<string, WebSocketRoute | Handler>;
  authorizer?: { handler: Handler; identitySources?: string[] };
  routeSelectionExpression?: string;
  http?: (Omit<HttpRouteModel, 'integration' | 'authorizer'> & {
    handler: Handler;
    timeoutMs?: number;
    authorizer?: HttpRouteModel['authorizer'];
  })[];
  cors?: CorsModel;
  options?: Partial<GatewayOptions>;
  faults?: Partial<Faults>;
  issuerKeys?: IssuerKeys;
  /** Statements of the role of a function called `pusher`. */
  roleStatements?: PolicyStatement[];
}

/** A gateway on a port of its own. */
export class Fixture {
  readonly pushes = new PushCounter();
  readonly #sockets = new Set<GatewaySocket>();

  constructor(
    readonly server: Server,
    readonly gateway: WebSocketGateway,
    readonly callers: Callers,
    readonly functions: FixtureFunctions,
  ) {}

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The SDK's client, at the stage's URL as deployed code has it. */
  management(credentials = { accessKeyId: 'operator', secretAccessKey: 'operator' }): ApiGatewayManagementApiClient {
    return new ApiGatewayManagementApiClient({
      endpoint: `${this.url}/ws`,
      region: 'us-east-1',
      credentials,
      maxAttempts: 1,
    });
  }

  /** Starts a handshake. */
  socket(path = '/ws', protocols: string[] = [], options: ClientOptions = {}): GatewaySocket {
    const socket = new GatewaySocket(`ws://127.0.0.1:${this.port}${path}`, protocols, options);
    this.#sockets.add(socket);
    return socket;
  }

  /** An open socket. */
  async open(path?: string, protocols?: string[], options?: ClientOptions): Promise<GatewaySocket> {
    const socket = this.socket(path, protocols, options);
    await once(socket, 'open');
    return socket;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.terminate();
    await this.gateway.close(1_000);
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

export async function startGateway(fixture: FixtureOptions = {}): Promise<Fixture> {
  const functions = new FixtureFunctions();
  const options = { ...gatewayDefaults, ...fixture.options };
  const faults = { ...faultsOf(readSettings({})), ...fixture.faults };
  const requests = new Throttle(options.requestsPerSecond, options.requestBurst);
  functions.add('pusher', ok, fixture.roleStatements);
  const gateway = new WebSocketGateway({
    api: {
      apiId: 'wsapi12345',
      stage: 'ws',
      routeSelectionExpression: fixture.routeSelectionExpression ?? '$request.body.action',
      routes: webSocketRoutes(functions, fixture),
    },
    functions,
    arnPrefix,
    options,
    faults,
    newConnections: new Throttle(options.connectionsPerSecond),
    requests,
  });
  const http = new HttpGateway({
    api: { apiId: 'httpapi123', stage: '$default', cors: fixture.cors ?? null, routes: httpRoutes(functions, fixture) },
    accountId: '000000000000',
    arnPrefix,
    functions,
    issuerKeys: fixture.issuerKeys ?? (async () => []),
    requests,
    faults,
  });
  const callers = new Callers([...functions.models.values()]);
  const server = createServer();
  const running = new Fixture(server, gateway, callers, functions);
  const management = new ManagementApi({ gateway, arnPrefix, callers, pushes: running.pushes, faults, requests });
  server.on(
    'request',
    dispatcher([management, http], () => undefined),
  );
  server.on('upgrade', (request, socket, head) => void gateway.upgrade(request, socket, head));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return running;
}

function webSocketRoutes(
  functions: FixtureFunctions,
  { routes = {}, authorizer }: FixtureOptions,
): WebSocketRouteModel[] {
  const models = Object.entries(routes).map(([routeKey, route]) => {
    const { handler, responds = false, timeoutMs = 29_000 } = typeof route === 'function' ? { handler: route } : route;
    const functionArn = functions.add(`ws-${routeKey.replace('$', '')}`, handler);
    return {
      routeKey,
      integration: { functionArn, timeoutMs },
      returnsResponse: responds,
      authorizer: null,
    } as WebSocketRouteModel;
  });
  const connect = models.find(({ routeKey }) => routeKey === '$connect');
  if (connect !== undefined && authorizer !== undefined) {
    const functionArn = functions.add('authorizer', authorizer.handler);
    connect.authorizer = { functionArn, identitySources: authorizer.identitySources ?? [] };
  }
  return models;
}

function httpRoutes(functions: FixtureFunctions, { http = [] }: FixtureOptions): HttpRouteModel[] {
  return http.map(({ routeKey, handler, timeoutMs = 30_000, authorizer = null }, index) => ({
    routeKey,
    integration: { functionArn: functions.add(`http-${index}`, handler), timeoutMs },
    authorizer,
  }));
}
