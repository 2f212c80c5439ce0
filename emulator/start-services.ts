import type { RequestListener } from 'node:http';
import { answerFinder } from './dispatch.ts';
import type { ApiGatewayOptions } from './gateway/plugin.ts';
import { Callers } from './iam/callers.ts';
import { createPlugins, type AnyPlugin, type AppModel, type Handles, type PluginName } from './plugins.ts';
import { unknownTargets } from './primitives/json-service.ts';
import type { UpgradeListener } from './primitives/app-server.ts';
import { Closers } from './primitives/closers.ts';
import { namesThisMachine } from './primitives/request-origin.ts';
import { openLogSink } from './runtime/log-sink.ts';
import type { HttpPart, PluginContext, Service } from './runtime/plugin.ts';
import { faultsOf, type EmulatorSettings, type Faults } from './runtime/settings.ts';
import { SharedServices } from './runtime/shared-services.ts';
import { Stats } from './runtime/stats.ts';
import { ServicePorts } from './service-ports.ts';
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
  /** Replace the values of functions' settings, where a function has a setting of that name. */
  functionSettings?: Record<string, string> | undefined;
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
  const running: Service<object>[] = [];
  const ports = closers.add(new ServicePorts((request) => running.every((one) => one.admits?.(request) ?? true), log));
  const server = await ports.open();
  const urls = await openPorts(plugins, app, ports, server.url);
  const context: Omit<PluginContext, 'url'> = {
    settings,
    faults: faultsOf(settings),
    log: sink,
    callers: new Callers(),
    services: new SharedServices(),
    internalUrl: server.url,
    findAnswer: answerFinder(server.parts, log),
    endpoints: endpointsOf(plugins, urls),
    functionSettings: options.functionSettings ?? {},
    addresses: addressesOf(plugins, app, urls, options.addresses?.(server.url)),
  };
  for (const plugin of plugins) {
    const url = urls.get(plugin)!;
    const service: Service<object> = await plugin.start(app, { ...context, url });
    running.push(service);
    ports.require(url).parts.push(...(service.http ?? []));
    closers.add(service);
  }
  const services: RunningServices = {
    ...(Object.assign({}, ...running.map(({ handle }) => handle)) as Handles),
    callers: context.callers,
    faults: context.faults,
    stats: new Stats(Object.assign({}, ...running.map(({ counters }) => counters))),
    internalUrl: server.url,
    listener: server.listener,
    upgrade: upgradeListener(running),
    disconnect: async () => void (await Promise.all(running.map(async (service) => service.disconnect?.()))),
    close: () => closers.close(),
  };
  const routes = options.routes?.(services) ?? {};
  server.parts.unshift(...(routes.first ?? []));
  server.parts.push(unknownTargets);
  if (routes.otherwise)
    server.parts.push({ serves: () => true, handle: routes.otherwise.handle.bind(routes.otherwise) });
  for (const service of running) await service.ready?.();
  return services;
}

function pluginsOf(options: ServicesOptions): AnyPlugin[] {
  const { without = [] } = options;
  return Object.entries(createPlugins(options)).flatMap(([name, plugin]) =>
    without.includes(name as PluginName) ? [] : [plugin as AnyPlugin],
  );
}

/** The URL of each plugin, and a port for each that has an origin of its own. */
async function openPorts(
  plugins: AnyPlugin[],
  app: AppModel,
  ports: ServicePorts,
  sharedUrl: string,
): Promise<Map<AnyPlugin, string>> {
  const urls = new Map<AnyPlugin, string>();
  for (const plugin of plugins)
    urls.set(plugin, plugin.hasOwnOrigin?.(app) === true ? (await ports.open()).url : sharedUrl);
  return urls;
}

function endpointsOf(plugins: AnyPlugin[], urls: Map<AnyPlugin, string>): Record<string, string> {
  return Object.fromEntries(
    plugins.flatMap((plugin) => (plugin.sdkNames ?? []).map((name) => [name, urls.get(plugin)!])),
  );
}

function addressesOf(
  plugins: AnyPlugin[],
  app: AppModel,
  urls: Map<AnyPlugin, string>,
  own: Record<string, string> = {},
): Record<string, string> {
  const ofServices = plugins.map((plugin) => plugin.addresses?.(app, urls.get(plugin)!) ?? {});
  return Object.assign({}, own, ...ofServices);
}

function upgradeListener(running: Service<object>[]): UpgradeListener {
  return (request, socket, head) => {
    const service = running.find((one) => one.upgrade !== undefined);
    if (!namesThisMachine(request)) socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    else if (service === undefined) socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
    else void service.upgrade!(request, socket, head);
  };
}
