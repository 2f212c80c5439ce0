import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalApp } from '../model.ts';
import { AppResources } from './app-resources.ts';
import { readCloudAssembly } from './cloud-assembly.ts';
import { readBuses, readQueues, readRules } from './read-events.ts';
import { readFunctions } from './read-functions.ts';
import { readHttpApi } from './read-http-api.ts';
import { readTables } from './read-tables.ts';
import { readWebSocketApi } from './read-web-socket-api.ts';

/**
 * The app as the local runtime runs it, out of the folder that `cdk synth` wrote. Throws an `AssemblyError`, one line, for
 * what cannot be run on one machine.
 */
export function readAssembly(folder: string): LocalApp {
  const app = new AppResources(readCloudAssembly(folder));
  const functions = readFunctions(app);
  return {
    functions,
    webSocketApi: readWebSocketApi(app),
    httpApi: readHttpApi(app),
    tables: readTables(app),
    queues: readQueues(app),
    buses: readBuses(app),
    rules: readRules(app, functions),
    pageFolder: readPageFolder(app),
  };
}

/** The source of the bucket deployment that has an index.html. */
function readPageFolder(app: AppResources): string | null {
  const deployments = app.ofType<{ SourceObjectKeys: string[] }>('Custom::CDKBucketDeployment');
  const folders = deployments.flatMap(({ properties }) =>
    properties.SourceObjectKeys.map((key) => app.assetFolders.get(key) ?? ''),
  );
  return folders.find((folder) => existsSync(join(folder, 'index.html'))) ?? null;
}
