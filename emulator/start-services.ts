import type { RequestListener } from 'node:http';
import { createServices, type Services } from './services.ts';
import { ChangeCapture } from './dynamodb/change-capture.ts';
import { createTables } from './dynamodb/create-tables.ts';
import { EngineClient } from './dynamodb/engine-client.ts';
import { startEngine, type Engine } from './dynamodb/engine.ts';
import { DynamoDbProxy } from './dynamodb/proxy.ts';
import { EventBus } from './events/event-bus.ts';
import { Callers } from './iam/callers.ts';
import { startInternalServer } from './primitives/internal-server.ts';
import { atAddresses } from './lambda/addresses.ts';
import { Crashes } from './lambda/crashes.ts';
import type { Functions } from './runtime/functions.ts';
import { LocalFunctions } from './lambda/local-functions.ts';
import { openLogSink, type LogSink } from './runtime/log-sink.ts';
import type { FunctionModel, LocalApp } from './runtime/model.ts';
import { faultsOf, type Faults, type LocalSettings } from './runtime/settings.ts';
import { LocalQueues } from './sqs/local-queues.ts';
import { Stats } from './runtime/stats.ts';
import { startStreams } from './lambda/streams/start-streams.ts';

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
  bus: EventBus;
  faults: Faults;
  crashes: Crashes;
  /** The AWS services, for the app's own port. */
  services: Services;
  engine: Engine;
  internalUrl: string;
  close(): Promise<void>;
}

/** Starts it. Throws an `EngineError` where there is no DynamoDB. */
export async function startCore({ app, settings, others, addresses }: CoreOptions): Promise<Core> {
  const closers: (() => unknown)[] = [];
  const close = async () => {
    for (const one of closers.splice(0).reverse()) await one();
  };
  try {
    const log = openLogSink(settings.LOCAL_FUNCTION_LOG);
    closers.push(() => log.close());
    const engine = await startEngine(settings);
    closers.push(() => engine.close());
    const client = new EngineClient(engine.endpoint);
    closers.push(() => client.close());
    await createTables(client, app.tables, engine);
    const capture = engine.streams ? null : new ChangeCapture(client);
    closers.push(() => capture?.close());
    const server = await startInternalServer();
    closers.push(() => server.close());
    const models = atAddresses(app.functions, addresses?.(server.url) ?? {});
    const parts = assemble({ app, settings, log, client, capture, models, internalUrl: server.url });
    closers.push(() => parts.functions.close());
    server.serve((request, response) => {
      // Who dies over a call does not make it.
      if (!parts.functions.mayCall(request)) return void request.socket.destroy();
      if (!parts.services(request, response)) (others ?? notFound)(request, response);
    });
    const shared = {
      functions: parts.functions,
      queues: parts.queues,
      log,
      retryDelayMs: settings.LOCAL_ASYNC_RETRY_DELAY_MS,
    };
    const stopStreams = await startStreams({ engine: client, capture }, app.tables, models, shared);
    // Together, so that a batch that is being worked on is cut off and not tried again.
    closers.push(() => Promise.all([stopStreams(), parts.functions.close()]));
    return { ...parts, engine, internalUrl: server.url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const notFound: RequestListener = (_, response) => void response.writeHead(404).end();

interface Pieces {
  app: LocalApp;
  settings: LocalSettings;
  log: LogSink;
  client: EngineClient;
  capture: ChangeCapture | null;
  models: FunctionModel[];
  internalUrl: string;
}

function assemble({
  app,
  settings,
  log,
  client,
  capture,
  models,
  internalUrl,
}: Pieces): Omit<Core, 'functions' | 'engine' | 'internalUrl' | 'close'> & { functions: LocalFunctions } {
  const stats = new Stats();
  const faults = faultsOf(settings);
  const crashes = new Crashes();
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
    faults,
    crashes,
  });
  const dynamoDb = new DynamoDbProxy({ engine: client, capture, tables: app.tables, callers, stats, faults });
  const bus = new EventBus({ rules: app.rules, functions, queues, log });
  return {
    functions,
    callers,
    stats,
    queues,
    bus,
    faults,
    crashes,
    services: createServices({ functions, callers, dynamoDb, bus, buses: app.buses, queues }),
  };
}
