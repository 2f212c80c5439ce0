import { join } from 'node:path';
import { bundleFunctions, type CodeFolderOf } from './bundles.ts';
import { buildPage } from './page.ts';

/** What is built before the stacks are created. */
export interface Built {
  codeFolderOf: CodeFolderOf;
  /** Null without a page. */
  pageFolder: string | null;
}

const projectFolder = join(import.meta.dirname, '..');

/** One for each way to build, because several runs of one checkout may overlap. */
const folderOf = (socketIo: boolean) => (socketIo ? 'lambdas' : 'lambdas-without-socket-io');

/** Builds the functions' bundles, and the page if it is wanted, into `dist/`. */
export async function buildAll({ page, socketIo }: { page: boolean; socketIo: boolean }): Promise<Built> {
  const [codeFolderOf, pageFolder] = await Promise.all([
    bundleFunctions(join(projectFolder, 'lambdas'), join(projectFolder, 'dist', folderOf(socketIo)), { socketIo }),
    page ? buildPage(projectFolder) : null,
  ]);
  return { codeFolderOf, pageFolder };
}
