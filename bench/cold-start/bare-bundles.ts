import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { functionNames, type FunctionName } from '../../lambdas/platform/settings.ts';
import { bundleFunctions, type CodeFolderOf } from '../../lib/bundles.ts';

const projectFolder = join(import.meta.dirname, '..', '..');
const sdkImport = /^import \{([^}]+)\} from "(@aws-sdk\/[^"]+)";$/gm;

/** The import statements of the AWS SDK that are left of a function once what it does not use is shaken off. */
async function sdkImportsOf(name: FunctionName): Promise<{ names: string[]; statement: string }[]> {
  const entry = join(projectFolder, 'lambdas', `${name}.lambda.ts`);
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, write: false, format: 'esm', platform: 'node', packages: 'external' });
  return [...(outputFiles[0]?.text ?? '').matchAll(sdkImport)].map(([statement, list = '']) => ({
    // `Name as Other` where two modules import the same name.
    names: list.split(',').map((one) => one.trim().split(' as ').at(-1) as string),
    statement,
  }));
}

export interface BareBundles {
  codeFolderOf: CodeFolderOf;
  /** Of those that import any of the SDK. */
  names: ReadonlySet<FunctionName>;
}

/**
 * For each function a bundle that imports the parts of the AWS SDK that it uses, and nothing else: what no code that speaks
 * to these services can be loaded without. They are made by the very options of the real ones.
 */
export async function makeBareBundles(): Promise<BareBundles> {
  // Below the project, where the packages are found.
  const folder = join(projectFolder, '.local', 'bench-bare');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const names = new Set<FunctionName>();
  for (const name of functionNames) {
    const imports = await sdkImportsOf(name);
    if (imports.length > 0) names.add(name);
    const code = imports.map(({ statement }) => statement).join('\n');
    writeFileSync(join(folder, `${name}.lambda.ts`), `${code}\nexport const handler = [${imports.flatMap((one) => one.names).join(', ')}];\n`);
  }
  return { codeFolderOf: await bundleFunctions(folder, join(folder, 'out')), names };
}
