import { AppResources } from './assembly/app-resources.ts';
import { readCloudAssembly } from './assembly/cloud-assembly.ts';
import { deployedFolders } from './assembly/deployed-folders.ts';
import { createPlugins, type AnyPlugin, type AppModel } from './plugins.ts';
import type { ReadOptions } from './runtime/plugin.ts';

/** An app read from what `cdk synth` wrote. */
export type SynthesisedApp = AppModel & {
  /** The source folders of its bucket deployments, such as a built web page. */
  deployedFolders: string[];
};

/**
 * Reads the app from the folder that `cdk synth` wrote. Throws an `AssemblyError` of one line for what is not emulated.
 */
export function readApp(folder: string, { shortNameOf = (name) => name }: Partial<ReadOptions> = {}): SynthesisedApp {
  const plugins: AnyPlugin[] = Object.values(createPlugins());
  const types = Object.assign({}, ...plugins.map(({ resourceTypes }) => resourceTypes));
  const app = new AppResources(readCloudAssembly(folder), types);
  const models = plugins.map((plugin) => plugin.read(app, { shortNameOf }) as object);
  return { ...(Object.assign({}, ...models) as AppModel), deployedFolders: deployedFolders(app) };
}
