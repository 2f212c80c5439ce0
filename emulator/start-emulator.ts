import type { AppModel } from './plugins.ts';
import { AppServer } from './primitives/app-server.ts';
import type { Engine } from './dynamodb/engine.ts';
import { startServices, type RunningServices, type ServicesOptions } from './start-services.ts';

export interface EmulatorOptions<App extends AppModel = AppModel> extends Omit<ServicesOptions, 'app' | 'routes'> {
  /** Read once the port is taken, so that a port in use fails at once. */
  app: () => App | Promise<App>;
  routes?: (
    services: RunningServices,
    app: App,
    server: AppServer,
  ) => ReturnType<NonNullable<ServicesOptions['routes']>>;
  https?: boolean | undefined;
  /** Runs when the services answer on the internal port and before the app's own port serves. */
  prepare?: (services: RunningServices) => Promise<void>;
}

/** A running app on one port. */
export interface Emulator<App extends AppModel = AppModel> extends RunningServices {
  app: App;
  url: string;
  /** Of the WebSocket API with its stage; null if the app has none. */
  webSocketUrl: string | null;
  engine: Engine;
}

/**
 * Starts an app on the port that the settings name. Throws a `PortError`, `EngineError`, `SettingError` or
 * `AssemblyError` of one line.
 */
export async function startEmulator<App extends AppModel>(options: EmulatorOptions<App>): Promise<Emulator<App>> {
  const server = await AppServer.listen({ port: options.settings.PORT, tls: options.https ?? false });
  try {
    return await startOn(server, await options.app(), options);
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function startOn<App extends AppModel>(
  server: AppServer,
  app: App,
  options: EmulatorOptions<App>,
): Promise<Emulator<App>> {
  const { routes, prepare, ...rest } = options;
  const services = await startServices({ ...rest, app, routes: routes && ((running) => routes(running, app, server)) });
  try {
    await prepare?.(services);
  } catch (error) {
    await services.close();
    throw error;
  }
  services.stats.reset();
  server.serve(services.listener, services.upgrade);
  const close = async () => {
    await services.disconnect();
    await server.close();
    await services.close();
  };
  const stage = app.webSocketApi?.stage;
  const webSocketUrl = stage === undefined ? null : `${server.webSocketOrigin}/${stage}`;
  return { ...services, app, url: server.url, webSocketUrl, close };
}
