import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { functionNames, type FunctionName } from '../../lambdas/platform/settings.ts';
import { loadApp } from '../../local/app.ts';
import type { FunctionModel } from 'cdk-app-emulator';
import { median } from '../statistics.ts';
import { makeBareBundles } from './bare-bundles.ts';
import type { NodeVersion } from './node-versions.ts';

export interface ColdStart {
  name: FunctionName;
  bytes: number;
  /**
   * By version of Node.js: milliseconds to import the function, and the bare SDK for it; null where it speaks
   * to no service.
   */
  importMs: Record<string, { own: number; bare: number | null }>;
}

const importTime = fileURLToPath(new URL('import-time.mjs', import.meta.url));
/** Enough of Lambda's own variables for the SDK not to look for them elsewhere. */
const lambdaEnvironment = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'x',
  AWS_SECRET_ACCESS_KEY: 'x',
  AWS_LAMBDA_FUNCTION_NAME: 'x',
};

const moduleIn = (folder: string) => join(folder, 'index.mjs');

function importOnce(node: NodeVersion, module: string, environment: Record<string, string>): number {
  const options = { encoding: 'utf8', env: { NODE_NO_WARNINGS: '1', ...lambdaEnvironment, ...environment } } as const;
  return Number(execFileSync(node.path, [importTime, pathToFileURL(module).href], options));
}

function modelOf(models: FunctionModel[], name: FunctionName): FunctionModel {
  const model = models.find(({ shortName }) => shortName === name);
  if (model === undefined) throw new Error(`the synthesised app has no function ${name}`);
  return model;
}

/**
 * The functions as they are deployed, each loaded `rounds` times in fresh processes, alternating with its
 * bare SDK. Medians.
 */
export async function measureColdStarts(nodes: NodeVersion[], rounds: number): Promise<ColdStart[]> {
  const { functions } = await loadApp();
  const bare = await makeBareBundles();
  return functionNames.map((name) => {
    const { codeFolder, environment } = modelOf(functions, name);
    const own = moduleIn(codeFolder);
    const importMs: ColdStart['importMs'] = {};
    for (const node of nodes) {
      const times = { own: [] as number[], bare: [] as number[] };
      for (let round = 0; round < rounds; round += 1) {
        times.own.push(importOnce(node, own, environment));
        if (bare.names.has(name)) times.bare.push(importOnce(node, moduleIn(bare.codeFolderOf(name)), {}));
      }
      importMs[node.version] = { own: median(times.own), bare: times.bare.length === 0 ? null : median(times.bare) };
    }
    return { name, bytes: statSync(own).size, importMs };
  });
}
