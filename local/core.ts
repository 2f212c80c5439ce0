import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServices, type Services } from './aws/services.ts';
import { createTables } from './dynamodb/create-tables.ts';
import { EngineClient } from './dynamodb/engine-client.ts';
import { startEngine, type Engine } from './dynamodb/engine.ts';
import { DynamoDbProxy } from './dynamodb/proxy.ts';
import { EventBus } from './events/event-bus.ts';
import { Callers } from './iam/callers.ts';
import type { Functions } from './lambda/functions.ts';
import { LocalFunctions } from './lambda/local-functions.ts';
import { openLogSink, type LogSink } from './lambda/log-sink.ts';
import type { FunctionModel, LocalApp } from './model.ts';
import type { LocalSettings } from './settings.ts';
import { LocalQueues } from './sqs/local-queues.ts';
import { Stats } from './stats.ts';

export interface CoreOptions {
  app: LocalApp;
  settings: LocalSettings;
  /** Answers what functions ask of this process beside the AWS services: the management API, the issuer's keys. */
  others?: RequestListener;
  /**
   * Addresses in the functions' settings and what stands for them here, by their beginnings. `internalUrl` is where the
   * functions reach this process: by plain http, whatever the app's own port speaks.
   */
  addresses?: (internalUrl: string) => Record<string, string>;
}

/** Everything behind the gateways: functions, table, bus, queues. */
export interface Core {
  functions: Functions;
  callers: Callers;
  stats: Stats;
  queues: LocalQueues;
  /** The AWS services, for the app's own port. */
  services: Services;
  engine: Engine;
  internalUrl: string;
  close(): Promise<void>;
}

/** Starts it. Throws an `EngineError` where there is no DynamoDB. */
export async function startCore({ app, settings, others, addresses }: CoreOptions): Promise<Core> {
  const engine = await startEngine(settings);
  const client = new EngineClient(engine.endpoint);
  const log = openLogSink(settings.LOCAL_FUNCTION_LOG);
  const internal = createServer();
  try {
    await createTables(client, app.tables);
    const internalUrl = await listen(internal);
    const parts = assemble({ app, settings, log, client, functions: atAddresses(app.functions, addresses?.(internalUrl) ?? {}), internalUrl });
    internal.on('request', (request, response) => {
      if (parts.services(request, response)) return;
      if (others) others(request, response);
      else response.writeHead(404).end();
    });
    return { ...parts, engine, internalUrl, close: () => closeAll(internal, parts.functions, client, engine, log) };
  } catch (error) {
    await closeAll(internal, null, client, engine, log);
    throw error;
  }
}

interface Pieces {
  app: LocalApp;
  settings: LocalSettings;
  log: LogSink;
  client: EngineClient;
  functions: FunctionModel[];
  internalUrl: string;
}

function assemble({ app, settings, log, client, functions: models, internalUrl }: Pieces): Pick<Core, 'functions' | 'callers' | 'stats' | 'queues' | 'services'> {
  const stats = new Stats();
  const callers = new Callers(models);
  const queues = new LocalQueues(app.queues, callers);
  const functions = new LocalFunctions({
    functions: models,
    endpoints: { services: internalUrl },
    stats,
    log,
    deadLetters: queues,
    concurrency: settings.LOCAL_FUNCTION_CONCURRENCY,
    fresh: settings.LOCAL_FRESH_PROCESS,
    asyncRetryDelayMs: settings.LOCAL_ASYNC_RETRY_DELAY_MS,
  });
  const faults = {
    delayMs: settings.LOCAL_DYNAMODB_DELAY_MS,
    throttle: settings.LOCAL_DYNAMODB_THROTTLE,
    internalError: settings.LOCAL_DYNAMODB_500,
  };
  const dynamoDb = new DynamoDbProxy({ engine: client, tables: app.tables, callers, stats, faults });
  const bus = new EventBus({ rules: app.rules, functions, queues, log });
  return { functions, callers, stats, queues, services: createServices({ functions, callers, dynamoDb, bus, buses: app.buses, queues }) };
}

/** The functions with their settings pointing at this machine. */
function atAddresses(functions: FunctionModel[], addresses: Record<string, string>): FunctionModel[] {
  const replace = (value: string) => {
    const from = Object.keys(addresses).find((address) => value.startsWith(address));
    return from === undefined ? value : addresses[from] + value.slice(from.length);
  };
  return functions.map((model) => ({
    ...model,
    environment: Object.fromEntries(Object.entries(model.environment).map(([name, value]) => [name, replace(value)])),
  }));
}

/** The functions keep their connections: none may be closed under them between two calls. */
async function listen(server: Server): Promise<string> {
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function closeAll(internal: Server, functions: Functions | null, client: EngineClient, engine: Engine, log: LogSink): Promise<void> {
  await functions?.close();
  internal.close();
  internal.closeAllConnections();
  client.close();
  await engine.close();
  log.close();
}
