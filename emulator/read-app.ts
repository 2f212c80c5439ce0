import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalApp } from './runtime/model.ts';
import { AppResources } from './assembly/app-resources.ts';
import { readCloudAssembly } from './assembly/cloud-assembly.ts';
import { readBuses, readQueues, readRules } from './events/read-rules.ts';
import { readFunctions } from './lambda/read-functions.ts';
import { readHttpApi } from './gateway/http/read-http-api.ts';
import { readTables } from './dynamodb/read-tables.ts';
import { readWebSocketApi } from './gateway/websocket/read-web-socket-api.ts';

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
