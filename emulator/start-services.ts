import type { IncomingMessage, RequestListener } from 'node:http';
import { dispatcher } from './dispatch.ts';
import type { ApiGatewayOptions } from './gateway/plugin.ts';
import { Callers } from './iam/callers.ts';
import { createPlugins, type AnyPlugin, type AppModel, type Handles, type PluginName } from './plugins.ts';
import { unknownTargets } from './primitives/json-service.ts';
import type { UpgradeListener } from './primitives/app-server.ts';
import { Closers } from './primitives/closers.ts';
import { startInternalServer } from './primitives/internal-server.ts';
import { namesThisMachine } from './primitives/request-origin.ts';
import { openLogSink } from './runtime/log-sink.ts';
import type { HttpPart, PluginContext, Service } from './runtime/plugin.ts';
import { faultsOf, type EmulatorSettings, type Faults } from './runtime/settings.ts';
import { SharedServices } from './runtime/shared-services.ts';
import { Stats } from './runtime/stats.ts';
import type { StatsSnapshot } from './stats-snapshot.ts';

/** Requests that are not for the app's services, on both ports. */
export interface OwnRoutes {
  /** Asked before the services. */
  first?: HttpPart[];
  /** Answers the requests that none of them serves; by default that is 404. */
  otherwise?: Pick<HttpPart, 'handle'>;
}

export interface ServicesOptions extends ApiGatewayOptions {
  app: AppModel;
  settings: EmulatorSettings;
  /** More beginnings of URLs in functions' settings, and what replaces each. The APIs' own are replaced in any case. */
  addresses?: ((internalUrl: string) => Record<string, string>) | undefined;
  routes?: ((services: RunningServices) => OwnRoutes) | undefined;
  /** Plugins that are left out. */
  without?: readonly PluginName[];
  /** Receives one line for each request that failed because of the emulator. */
  log?: ((line: string) => void) | undefined;
}

/** The running services of an app. */
export interface RunningServices extends Handles {
  callers: Callers;
  stats: Stats<StatsSnapshot>;
  faults: Faults;
  /** Where the app's functions reach this process, by plain http. */
  internalUrl: string;
  /** Answers the requests of the app's port. */
  listener: RequestListener;
  upgrade: UpgradeListener;
  /** Closes the clients' sockets and waits until the app has noticed. */
  disconnect(): Promise<void>;
  close(): Promise<void>;
}

/** Starts every plugin. Throws their errors, and a `SettingError`; what has started is closed then. */
export async function startServices(options: ServicesOptions): Promise<RunningServices> {
  const closers = new Closers();
  try {
    return await start(options, closers);
  } catch (error) {
    await closers.close();
    throw error;
  }
}

async function start(options: ServicesOptions, closers: Closers): Promise<RunningServices> {
  const { app, settings, log = () => undefined } = options;
  const plugins = pluginsOf(options);
  const sink = closers.add(openLogSink(settings.LOCAL_FUNCTION_LOG));
  const server = closers.add(await startInternalServer());
  const running: Service<object>[] = [];
  const parts: HttpPart[] = [];
  const listener = dispatcher(parts, log);
  server.serve((request, response) => {
    // A dead process does not call.
    if (!admits(running, request)) return void request.socket.destroy();
    listener(request, response);
  });
  const context: PluginContext = {
    settings,
    faults: faultsOf(settings),
    log: sink,
    callers: new Callers(),
    services: new SharedServices(),
    internalUrl: server.url,
    sdkNames: plugins.flatMap(({ sdkNames = [] }) => sdkNames),
    addresses: addressesOf(plugins, app, server.url, options.addresses?.(server.url)),
  };
  for (const plugin of plugins) {
    const service: Service<object> = await plugin.start(app, context);
    running.push(service);
    parts.push(...(service.http ?? []));
    closers.add(service);
  }
  const services: RunningServices = {
    ...(Object.assign({}, ...running.map(({ handle }) => handle)) as Handles),
    callers: context.callers,
    faults: context.faults,
    stats: new Stats(Object.assign({}, ...running.map(({ counters }) => counters))),
    internalUrl: server.url,
    listener,
    upgrade: upgradeListener(running),
    disconnect: async () => void (await Promise.all(running.map(async (service) => service.disconnect?.()))),
    close: () => closers.close(),
  };
  const routes = options.routes?.(services) ?? {};
  parts.unshift(...(routes.first ?? []));
  parts.push(unknownTargets);
  if (routes.otherwise) parts.push({ serves: () => true, handle: routes.otherwise.handle.bind(routes.otherwise) });
  return services;
}

function pluginsOf(options: ServicesOptions): AnyPlugin[] {
  const { without = [] } = options;
  return Object.entries(createPlugins(options)).flatMap(([name, plugin]) =>
    without.includes(name as PluginName) ? [] : [plugin as AnyPlugin],
  );
}

const admits = (running: Service<object>[], request: IncomingMessage): boolean =>
  running.every((service) => service.admits?.(request) ?? true);

function addressesOf(
  plugins: AnyPlugin[],
  app: AppModel,
  internalUrl: string,
  own: Record<string, string> = {},
): Record<string, string> {
  const ofServices = plugins.flatMap((plugin) => plugin.addresses?.(app) ?? []);
  return { ...own, ...Object.fromEntries(ofServices.map((address) => [address, internalUrl])) };
}

function upgradeListener(running: Service<object>[]): UpgradeListener {
  return (request, socket, head) => {
    const service = running.find((one) => one.upgrade !== undefined);
    if (!namesThisMachine(request)) socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    else if (service === undefined) socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
    else void service.upgrade!(request, socket, head);
  };
}
