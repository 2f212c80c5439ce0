import {
  startEmulator,
  type Emulator,
  type EmulatorSettings,
  type GatewayOptions,
  type RunningServices,
} from 'cdk-app-emulator';
import { limits } from '../protocol/limits.ts';
import { loadApp, type AppWithPage } from './app.ts';
import { ChaosApi } from './dev/chaos-api.ts';
import { writeDemoConversation } from './dev/demo-conversation.ts';
import { DevApi } from './dev/dev-api.ts';
import { DevelopmentIssuer, issuerUrl } from './issuer/development-issuer.ts';
import { IssuerDocuments } from './issuer/issuer-documents.ts';
import { readOrCreateKey } from './issuer/key-file.ts';
import { PageServer, type SharedConfig } from './page/page-server.ts';
import { frameAncestorsIn, functionSettings, readLocalSettings } from './local-settings.ts';
import { ownRoutes } from './own-routes.ts';

export interface LocalOptions {
  /** Override the settings of the environment. Without a port a free one is picked. */
  settings?: Partial<EmulatorSettings>;
  /** Deploy settings by their variables, such as `CHAT_RATE_LIMIT`. */
  deploySettings?: Record<string, string>;
  /** Another app than the chat. */
  app?: AppWithPage;
  gateway?: Partial<GatewayOptions>;
  https?: boolean;
  /** Write the demo users' conversation. */
  demo?: boolean;
  /** Receives lines for the person who runs the app. */
  log?: (line: string) => void;
}

/** Where old frontends look for Socket.IO; deployed, a custom domain has the same path. */
const socketIoPath = '/socket.io';

/** A running app. */
export interface Local extends Pick<
  Emulator<AppWithPage>,
  'app' | 'url' | 'functions' | 'callers' | 'stats' | 'queues'
> {
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

/**
 * Starts the whole app on one port. Throws a `PortError`, `EngineError`, `SettingError` or `AssemblyError` of one line.
 */
export async function startLocal(options: LocalOptions = {}): Promise<Local> {
  const log = options.log ?? (() => undefined);
  const settings = { ...readLocalSettings(), PORT: 0, ...options.settings };
  const issuer = await DevelopmentIssuer.fromPem(await readOrCreateKey());
  const frameAncestors = frameAncestorsIn({ ...process.env, ...options.deploySettings });
  const emulator = await startEmulator<AppWithPage>({
    app: () => options.app ?? loadApp({ ...pingWithin(settings.LOCAL_IDLE_TIMEOUT_MS), ...options.deploySettings }),
    settings,
    functionSettings: functionSettings(),
    https: options.https,
    gateway: { webSocketPaths: [socketIoPath], ...options.gateway },
    // With the slash, so that the issuer's name, which is in every token, stays as it is.
    addresses: (internalUrl) => ({ [`${issuerUrl}/`]: `${internalUrl}/` }),
    fetchJson: (url) => readDocument(issuer, url),
    routes: (services, app, server) => {
      const page = { webSocketOrigin: () => server.webSocketOrigin, frameAncestors };
      return ownRoutes(partsOf(services, issuer, app, page));
    },
    prepare: async ({ internalUrl }) => {
      // An app whose settings make calls fail has to start all the same.
      if (options.demo === true)
        await writeDemoConversation(internalUrl, issuer).catch((error: Error) => log(error.message));
    },
    log,
  });
  const { app, url, functions, callers, stats, queues, internalUrl, engine, webSocketUrl } = emulator;
  return {
    ...{ app, url, functions, callers, stats, queues, internalUrl, issuer },
    wsUrl: webSocketUrl ?? '',
    engine: engine.description,
    engineEnded: engine.ended,
    close: () => emulator.close(),
  };
}

/** With a shorter idle timeout of the gateway, connections of Socket.IO have to be pinged more often. */
function pingWithin(idleTimeoutMs: number): Record<string, string> {
  const seconds = Math.max(2, Math.floor((idleTimeoutMs * 0.8) / 1000));
  const isSet = process.env.CHAT_SOCKET_IO_PING !== undefined;
  return isSet || idleTimeoutMs >= limits.connectionIdleMs ? {} : { CHAT_SOCKET_IO_PING: `${seconds}s` };
}

function partsOf(
  { stats, bus, faults, crashes, engine, functions, storageUrl }: RunningServices,
  issuer: DevelopmentIssuer,
  app: AppWithPage,
  { webSocketOrigin, frameAncestors }: { webSocketOrigin: () => string; frameAncestors: string[] },
) {
  const fileSources = storageUrl === null ? [] : [storageUrl];
  return {
    documents: new IssuerDocuments(issuer),
    dev: new DevApi({ issuer, stats, bus, buses: app.buses }),
    chaos: new ChaosApi({ faults, crashes, engine, functions }),
    page: new PageServer(app.pageFolder ?? null, webSocketOrigin, fileSources, sharedConfig(app), frameAncestors),
  };
}

/** Of the page that the app deploys; another app may have none. */
function sharedConfig({ pageConfig = {} }: AppWithPage): SharedConfig {
  const { editWindowMs, language = '', brand, notifications = false } = pageConfig;
  return { editWindowMs, language, brand, notifications };
}

/** A document of an OpenID Connect provider. The development issuer has no host that could be asked. */
async function readDocument(issuer: DevelopmentIssuer, url: string): Promise<unknown> {
  if (url.startsWith(`${issuerUrl}/`)) return issuer.document(url.slice(issuerUrl.length));
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}
