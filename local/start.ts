import type { RequestListener } from 'node:http';
import { loadApp } from './app.ts';
import { AppServer } from '../emulator/primitives/app-server.ts';
import { accountId, executeApiHost, region } from '../emulator/primitives/pseudo-parameters.ts';
import { startCore, type Core } from '../emulator/start-services.ts';
import { ChaosApi } from './dev/chaos-api.ts';
import { writeDemoConversation } from './dev/demo-conversation.ts';
import { DevApi } from './dev/dev-api.ts';
import { HttpGateway } from '../emulator/gateway/http/gateway.ts';
import { discoverKeys } from '../emulator/gateway/http/issuer-keys.ts';
import { gatewayOptionsOf, type GatewayOptions } from '../emulator/gateway/options.ts';
import { Throttle } from '../emulator/primitives/throttle.ts';
import { WebSocketGateway } from '../emulator/gateway/websocket/gateway.ts';
import { ManagementApi } from '../emulator/gateway/websocket/management-api.ts';
import { DevelopmentIssuer, issuerUrl } from './issuer/development-issuer.ts';
import { readOrCreateKey } from './issuer/key-file.ts';
import type { LocalApp } from '../emulator/runtime/model.ts';
import { PageServer } from './page/page-server.ts';
import { requestListener } from '../emulator/dispatch.ts';
import { readLocalSettings, type LocalSettings } from '../emulator/runtime/settings.ts';

export interface LocalOptions {
  /** Over the settings of the environment. A port that is not named is a free one. */
  settings?: Partial<LocalSettings>;
  /** Deploy settings by their variables, such as `CHAT_RATE_LIMIT`. */
  deploySettings?: Record<string, string>;
  /** Another app than the chat. */
  app?: LocalApp;
  gateway?: Partial<GatewayOptions>;
  https?: boolean;
  /** Write the demo users' conversation. */
  demo?: boolean;
  /** Takes a line for whoever runs the app. */
  log?: (line: string) => void;
}

/** A running app. */
export interface Local extends Pick<Core, 'functions' | 'callers' | 'stats' | 'queues'> {
  app: LocalApp;
  url: string;
  /** Of the WebSocket, with its stage. */
  wsUrl: string;
  issuer: DevelopmentIssuer;
  /** Where the AWS services answer by plain http. */
  internalUrl: string;
  /** One line about the DynamoDB. */
  engine: string;
  /** Resolves when the DynamoDB engine ends by itself. */
  engineEnded: Promise<string>;
  /** Closes the sockets with 1001, waits for their `$disconnect`, ends functions and engine. */
  close(): Promise<void>;
}

const disconnectGraceMs = 2_000;
const arnPrefix = `arn:aws:execute-api:${region}:${accountId}`;

/** Starts the whole app on one port. Throws a `PortError`, `EngineError`, `SettingError` or `AssemblyError` of one line. */
export async function startLocal(options: LocalOptions = {}): Promise<Local> {
  const settings = { ...readLocalSettings(), PORT: 0, ...options.settings };
  const server = await AppServer.listen({ port: settings.PORT, tls: options.https ?? false });
  try {
    const app = options.app ?? (await loadApp(options.deploySettings));
    return await startOn(server, app, settings, options);
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function startOn(
  server: AppServer,
  app: LocalApp,
  settings: LocalSettings,
  options: LocalOptions,
): Promise<Local> {
  const issuer = await DevelopmentIssuer.fromPem(await readOrCreateKey());
  let listener: RequestListener = (_, response) => response.writeHead(503).end();
  const others: RequestListener = (request, response) => listener(request, response);
  const core = await startCore({ app, settings, others, addresses: (internalUrl) => addressesOf(app, internalUrl) });
  const gatewayOptions = { ...gatewayOptionsOf(settings), ...options.gateway };
  const parts = assemble({ app, core, issuer, server, options: gatewayOptions });
  const log = options.log ?? (() => undefined);
  listener = requestListener(parts, log);
  const close = async () => {
    await parts.webSocket.close(disconnectGraceMs);
    await server.close();
    await core.close();
  };
  // An app whose settings make calls fail shall start all the same.
  if (options.demo === true)
    await writeDemoConversation(core.internalUrl, issuer).catch((error: Error) => log(error.message));
  core.stats.reset();
  server.serve(listener, (request, socket, head) => void parts.webSocket.upgrade(request, socket, head));
  const { functions, callers, stats, queues, internalUrl, engine } = core;
  return {
    ...{ app, functions, callers, stats, queues, issuer, internalUrl, close },
    url: server.url,
    wsUrl: `${server.webSocketOrigin}/${app.webSocketApi.stage}`,
    engine: engine.description,
    engineEnded: engine.ended,
  };
}

/** What the functions' settings name and what answers for it here: the two APIs, and the issuer's documents. */
function addressesOf(app: LocalApp, internalUrl: string): Record<string, string> {
  return {
    [`https://${executeApiHost(app.webSocketApi.apiId)}`]: internalUrl,
    [`https://${executeApiHost(app.httpApi.apiId)}`]: internalUrl,
    // With the slash, so that the issuer's name itself, which stands in every token, stays as it is.
    [`${issuerUrl}/`]: `${internalUrl}/`,
  };
}

interface Pieces {
  app: LocalApp;
  core: Core;
  issuer: DevelopmentIssuer;
  server: AppServer;
  options: GatewayOptions;
}

function assemble({ app, core, issuer, server, options }: Pieces) {
  const { functions, callers, stats, bus, services, faults, crashes, engine } = core;
  const requests = new Throttle(options.requestsPerSecond, options.requestBurst);
  const newConnections = new Throttle(options.connectionsPerSecond);
  const webSocket = new WebSocketGateway({
    api: app.webSocketApi,
    functions,
    arnPrefix,
    options,
    faults,
    newConnections,
    requests,
  });
  const issuerKeys = discoverKeys((url) => readDocument(issuer, url));
  return {
    webSocket,
    management: new ManagementApi({ gateway: webSocket, arnPrefix, callers, stats, faults, requests }),
    http: new HttpGateway({ api: app.httpApi, accountId, arnPrefix, functions, issuerKeys, requests, faults }),
    dev: new DevApi({ issuer, stats, bus }),
    chaos: new ChaosApi({ faults, crashes, engine, functions }),
    page: new PageServer(app.pageFolder, () => server.webSocketOrigin),
    services,
  };
}

/** A document of an OpenID Connect provider; the development issuer has no host that could be asked. */
async function readDocument(issuer: DevelopmentIssuer, url: string): Promise<unknown> {
  if (url.startsWith(`${issuerUrl}/`)) return issuer.document(url.slice(issuerUrl.length));
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}
