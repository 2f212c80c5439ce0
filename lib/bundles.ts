import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type OutputFile, type Plugin } from 'esbuild';
import { functionNames, type FunctionName } from '../lambdas/platform/settings.ts';
import { DeployError } from './deploy-error.ts';

const suffix = '.lambda.ts';

/**
 * The SDK imports these only if the environment has no credentials. Lambda always sets them, so they would be dead
 * weight. (Lambda, "Defined runtime environment variables".)
 */
const credentialSources = ['sso', 'ini', 'process', 'web-identity', 'login', 'http'].map(
  (name) => `@aws-sdk/credential-provider-${name}`,
);

/** A function that only CloudFormation calls, during a deployment. */
type DeployFunctionName = 'push-keys';
export const bundledNames = [...functionNames, 'push-keys' satisfies DeployFunctionName] as const;

/** The SDK imports this when an operation streams events, which none does that is called here. */
const eventStreams: Plugin = {
  name: 'event-streams',
  setup(run) {
    run.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};

/** The folder with the code of a function, `index.mjs`. */
export type CodeFolderOf = (name: FunctionName | DeployFunctionName) => string;

/**
 * Bundles every `<sourceFolder>/*.lambda.ts` into `<outFolder>/<name>/index.mjs`, with one run of esbuild.
 *
 * @param options.socketIo false: the code for Socket.IO is left out. Each place that imports it looks at the variable
 *   `CHAT_SOCKET_IO`, and esbuild drops what is behind a condition that cannot be true.
 * @throws DeployError naming a function without a file, or a file that is no deployed function
 */
export async function bundleFunctions(
  sourceFolder: string,
  outFolder: string,
  { socketIo = true } = {},
): Promise<CodeFolderOf> {
  const names = readdirSync(sourceFolder)
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length));
  requireSameNames(sourceFolder, names);
  const { outputFiles } = await build({
    entryPoints: names.map((name) => ({ in: join(sourceFolder, name + suffix), out: join(name, 'index') })),
    outdir: outFolder,
    outExtension: { '.js': '.mjs' },
    write: false,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    // Tree shaking works for the packages' module builds, but not for their CommonJS builds.
    mainFields: ['module', 'main'],
    external: credentialSources,
    plugins: [eventStreams],
    alias: { debug: join(import.meta.dirname, 'silent-debug.ts') },
    define: { 'process.env.CHAT_SOCKET_IO': JSON.stringify(socketIo ? 'on' : 'off') },
    // The remaining CommonJS code requires Node's own modules, and an ES module has no `require`.
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    legalComments: 'none',
    logLevel: 'warning',
  });
  outputFiles.forEach(writeIfChanged);
  return (name) => join(outFolder, name);
}

function requireSameNames(sourceFolder: string, names: string[]): void {
  const missing = bundledNames.find((name) => !names.includes(name));
  if (missing !== undefined)
    throw new DeployError(`${join(sourceFolder, missing + suffix)} is missing: settingsOf names this function`);
  const unknown = names.find((name) => !(bundledNames as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw new DeployError(`${join(sourceFolder, unknown + suffix)} is not in settingsOf: its settings are unknown`);
}

/** Several runs of one checkout may overlap, so a file is replaced atomically, and only if it differs. */
function writeIfChanged({ path, contents }: OutputFile): void {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, contents);
  renameSync(temporary, path);
}
