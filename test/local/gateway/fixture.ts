import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { WebSocket, type ClientOptions } from 'ws';
import { DevApi } from '../../../local/dev/dev-api.ts';
import { HttpGateway } from '../../../local/gateway/http/gateway.ts';
import type { IssuerKeys } from '../../../local/gateway/http/issuer-keys.ts';
import { gatewayDefaults, type GatewayOptions } from '../../../local/gateway/options.ts';
import { Throttle } from '../../../local/gateway/throttle.ts';
import { WebSocketGateway } from '../../../local/gateway/websocket/gateway.ts';
import { ManagementApi } from '../../../local/gateway/websocket/management-api.ts';
import { Callers } from '../../../local/iam/callers.ts';
import { DevelopmentIssuer } from '../../../local/issuer/development-issuer.ts';
import type { Functions, InvokeOutcome } from '../../../local/lambda/functions.ts';
import type { CorsModel, FunctionModel, HttpRouteModel, PolicyStatement, WebSocketRouteModel } from '../../../local/model.ts';
import { PageServer } from '../../../local/page/page-server.ts';
import { requestListener } from '../../../local/request-listener.ts';
import { Stats } from '../../../local/stats.ts';
import { readOrCreateKey } from '../../../local/issuer/key-file.ts';
import { join } from 'node:path';
import { tmpdir } from 'node:os';

// What a handler gets is what arrived over JSON: tests look into it freely.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Event = any;
export type Handler = (event: Event) => unknown;

export const arnPrefix = 'arn:aws:execute-api:us-east-1:000000000000';
export const arnOf = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

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
  http?: (Omit<HttpRouteModel, 'integration' | 'authorizer'> & { handler: Handler; timeoutMs?: number; authorizer?: HttpRouteModel['authorizer'] })[];
  cors?: CorsModel;
  options?: Partial<GatewayOptions>;
  issuerKeys?: IssuerKeys;
  /** Statements of the role of a function called `pusher`. */
  roleStatements?: PolicyStatement[];
}

/** A function of the app as the model has it; API Gateway may call it. */
export function functionModel(name: string, roleStatements: PolicyStatement[] = []): FunctionModel {
  return {
    logicalId: name,
    name,
    shortName: name,
    arn: arnOf(name),
    codeFolder: '/nowhere',
    handler: 'index.handler',
    timeoutMs: 3_000,
    memoryMb: 128,
    environment: {},
    roleName: `${name}-role`,
    roleStatements,
    invokePermissions: [{ principal: 'apigateway.amazonaws.com', sourceArn: null }],
    asyncRetries: 0,
    asyncMaxAgeMs: 0,
    onFailureArn: null,
    deadLetterArn: null,
    streams: [],
  };
}

/** Handlers in this process behind the interface of the Lambda runtime: event and answer travel as JSON. */
class FixtureFunctions implements Functions {
  readonly models = new Map<string, FunctionModel>();
  readonly #handlers = new Map<string, Handler>();

  add(name: string, handler: Handler, roleStatements: PolicyStatement[] = []): string {
    const model = functionModel(name, roleStatements);
    this.models.set(model.arn, model);
    this.#handlers.set(model.arn, handler);
    return model.arn;
  }

  find(arn: string): FunctionModel | undefined {
    return this.models.get(arn);
  }

  async invoke(arn: string, payload: string): Promise<InvokeOutcome> {
    const outcome = { requestId: 'fixture' };
    try {
      const value = await this.#handlers.get(arn)?.(JSON.parse(payload));
      return { ...outcome, payload: JSON.stringify(value ?? null), failed: false };
    } catch (error) {
      const { name, message } = error as Error;
      return { ...outcome, payload: JSON.stringify({ errorType: name, errorMessage: message }), failed: true };
    }
  }

  invokeAsync(): string {
    throw new Error('API Gateway waits for what it calls');
  }

  async settled(): Promise<void> {}
  async close(): Promise<void> {}
}

/** A gateway on a port of its own. */
export class Fixture {
  readonly stats = new Stats();
  readonly #sockets = new Set<WebSocket>();

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
    return new ApiGatewayManagementApiClient({ endpoint: `${this.url}/ws`, region: 'us-east-1', credentials, maxAttempts: 1 });
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

export interface Refusal {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A client that keeps what it receives until it is asked for. */
export class TestSocket extends WebSocket {
  readonly #received: string[] = [];
  readonly #waiting: ((text: string) => void)[] = [];

  constructor(url: string, protocols: string[], options: ClientOptions) {
    super(url, protocols, options);
    this.on('message', (data) => {
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.#received.push(data.toString());
      else waiting(data.toString());
    });
    this.on('error', () => undefined);
  }

  /** The next text that came or comes. */
  async text(): Promise<string> {
    return this.#received.shift() ?? new Promise((resolve) => this.#waiting.push(resolve));
  }

  async json(): Promise<Event> {
    return JSON.parse(await this.text());
  }

  /** Texts that nobody has asked for yet. */
  get unread(): number {
    return this.#received.length;
  }

  sendJson(value: unknown): void {
    this.send(JSON.stringify(value));
  }

  /** How the server refused the handshake. */
  async refusal(): Promise<Refusal> {
    const [, response] = await once(this, 'unexpected-response');
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() };
  }

  /** The close code and reason that reached the client. */
  async closed(): Promise<{ code: number; reason: string }> {
    const [code, reason] = await once(this, 'close');
    return { code, reason: String(reason) };
  }
}

/** A promise and what settles it. */
export function gate<T = void>(): { opened: Promise<T>; open: (value: T) => void } {
  let open: (value: T) => void = () => undefined;
  const opened = new Promise<T>((resolve) => (open = resolve));
  return { opened, open };
}

/** A handler that keeps each event and answers 200; `next` waits for one. */
export function recorder(answer: Handler = () => ({ statusCode: 200 })) {
  const events: Event[] = [];
  const waiting: ((event: Event) => void)[] = [];
  const handler: Handler = (event) => {
    const next = waiting.shift();
    if (next === undefined) events.push(event);
    else next(event);
    return answer(event);
  };
  const next = async (): Promise<Event> => events.shift() ?? new Promise((resolve) => waiting.push(resolve));
  return { handler, next, events };
}

export const ok: Handler = () => ({ statusCode: 200 });

/** What a Lambda authorizer returns. */
export function policy(methodArn: string, effect: 'Allow' | 'Deny' = 'Allow', context: Record<string, unknown> = {}) {
  return {
    principalId: 'alice',
    policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: methodArn }] },
    context,
  };
}

const testKey = join(tmpdir(), 'chat-gateway-tests', 'issuer-key.pem');

export async function startGateway(fixture: FixtureOptions = {}): Promise<Fixture> {
  const functions = new FixtureFunctions();
  const options = { ...gatewayDefaults, ...fixture.options };
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
  });
  const callers = new Callers([...functions.models.values()]);
  const server = createServer();
  const running = new Fixture(server, gateway, issuer, callers, functions);
  const management = new ManagementApi({ gateway, arnPrefix, callers, stats: running.stats, options, requests });
  const dev = new DevApi({ issuer, stats: running.stats });
  const page = new PageServer(null, () => '');
  server.on('request', requestListener({ http, management, dev, page, services: () => false }, () => undefined));
  server.on('upgrade', (request, socket, head) => void gateway.upgrade(request, socket, head));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return running;
}

function webSocketRoutes(functions: FixtureFunctions, { routes = {}, authorizer }: FixtureOptions): WebSocketRouteModel[] {
  const models = Object.entries(routes).map(([routeKey, route]) => {
    const { handler, responds = false, timeoutMs = 29_000 } = typeof route === 'function' ? { handler: route } : route;
    const functionArn = functions.add(`ws-${routeKey.replace('$', '')}`, handler);
    return { routeKey, integration: { functionArn, timeoutMs }, returnsResponse: responds, authorizer: null } as WebSocketRouteModel;
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
