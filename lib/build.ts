import { join } from 'node:path';
import { bundleFunctions, type CodeFolderOf } from './bundles.ts';
import { buildPage } from './page.ts';

/** What is built before the stacks are made. */
export interface Built {
  codeFolderOf: CodeFolderOf;
  /** `null` where no page is wanted. */
  pageFolder: string | null;
}

const projectFolder = join(import.meta.dirname, '..');

/** Builds what is deployed into `dist/`: the functions' bundles and, where it is wanted, the page. */
export async function buildAll({ page }: { page: boolean }): Promise<Built> {
  const [codeFolderOf, pageFolder] = await Promise.all([
    bundleFunctions(join(projectFolder, 'lambdas'), join(projectFolder, 'dist', 'lambdas')),
    page ? buildPage(projectFolder) : null,
  ]);
  return { codeFolderOf, pageFolder };
}
