import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import type { ClientOptions } from 'ws';
import { ChaosApi } from '../../../local/dev/chaos-api.ts';
import { DevApi } from '../../../local/dev/dev-api.ts';
import { HttpGateway } from '../../../emulator/gateway/http/gateway.ts';
import type { IssuerKeys } from '../../../emulator/gateway/http/issuer-keys.ts';
import { gatewayDefaults, type GatewayOptions } from '../../../emulator/gateway/options.ts';
import { Throttle } from '../../../emulator/primitives/throttle.ts';
import { WebSocketGateway } from '../../../emulator/gateway/websocket/gateway.ts';
import { ManagementApi } from '../../../emulator/gateway/websocket/management-api.ts';
import { Callers } from '../../../emulator/iam/callers.ts';
import { DevelopmentIssuer } from '../../../local/issuer/development-issuer.ts';
import { Crashes } from '../../../emulator/lambda/crashes.ts';
import { readOrCreateKey } from '../../../local/issuer/key-file.ts';
import type {
  CorsModel,
  HttpRouteModel,
  PolicyStatement,
  WebSocketRouteModel,
} from '../../../emulator/runtime/model.ts';
import { PageServer } from '../../../local/page/page-server.ts';
import { requestListener } from '../../../emulator/dispatch.ts';
import { faultsOf, readLocalSettings, type Faults } from '../../../emulator/runtime/settings.ts';
import { Stats } from '../../../emulator/runtime/stats.ts';
import { FixtureFunctions } from './functions.ts';
import { ok, type Handler } from './handlers.ts';
import { TestSocket } from './socket.ts';

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
  readonly stats = new Stats();
  readonly #sockets = new Set<TestSocket>();

  constructor(
    readonly server: Server,
    readonly gateway: WebSocketGateway,
    readonly issuer: DevelopmentIssuer,
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
  socket(path = '/ws', protocols: string[] = [], options: ClientOptions = {}): TestSocket {
    const socket = new TestSocket(`ws://127.0.0.1:${this.port}${path}`, protocols, options);
    this.#sockets.add(socket);
    return socket;
  }

  /** An open socket. */
  async open(path?: string, protocols?: string[], options?: ClientOptions): Promise<TestSocket> {
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

const testKey = join(tmpdir(), 'chat-gateway-tests', 'issuer-key.pem');

export async function startGateway(fixture: FixtureOptions = {}): Promise<Fixture> {
  const functions = new FixtureFunctions();
  const options = { ...gatewayDefaults, ...fixture.options };
  const faults = { ...faultsOf(readLocalSettings({})), ...fixture.faults };
  const requests = new Throttle(options.requestsPerSecond, options.requestBurst);
  functions.add('pusher', ok, fixture.roleStatements);
  const issuer = await DevelopmentIssuer.fromPem(await readOrCreateKey(testKey));
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
    issuerKeys: fixture.issuerKeys ?? (async () => (issuer.document('/.well-known/jwks.json') as { keys: [] }).keys),
    requests,
    faults,
  });
  const callers = new Callers([...functions.models.values()]);
  const server = createServer();
  const running = new Fixture(server, gateway, issuer, callers, functions);
  const management = new ManagementApi({ gateway, arnPrefix, callers, stats: running.stats, faults, requests });
  const dev = new DevApi({ issuer, stats: running.stats, bus: { recent: [] } });
  const chaos = new ChaosApi({
    faults,
    crashes: new Crashes(),
    engine: { restart: () => Promise.resolve() },
    functions,
  });
  const page = new PageServer(null, () => '');
  server.on(
    'request',
    requestListener({ http, management, dev, chaos, page, services: () => false }, () => undefined),
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
