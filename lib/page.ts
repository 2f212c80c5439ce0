import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The page's sources below the project's folder. */
const sources = ['web', 'protocol', 'package-lock.json'];

/**
 * Returns the folder with the built page, `<projectFolder>/dist/web`. Builds it first if it is missing or older than
 * its
 * sources. Throws Vite's error if it cannot be built.
 */
export async function buildPage(projectFolder: string): Promise<string> {
  const folder = join(projectFolder, 'dist', 'web');
  const newestMs = Math.max(...sources.map((source) => modifiedMs(join(projectFolder, source))));
  if (!isFresh(folder, newestMs)) await rebuild(projectFolder, folder, newestMs);
  return folder;
}

function isFresh(folder: string, newestMs: number): boolean {
  return existsSync(folder) && statSync(folder).mtimeMs >= newestMs;
}

async function rebuild(projectFolder: string, folder: string, newestMs: number): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true });
  // Built beside it and moved, so that readers of the folder never see half a page.
  const work = mkdtempSync(`${folder}-`);
  const built = join(work, 'built');
  // Imported only here: it is slow to load, and most runs find the page built.
  const { build } = await import('vite');
  try {
    // The page and the widget, one after the other: the first empties the folder.
    for (const part of ['page', 'widget'])
      await build({
        configFile: join(projectFolder, 'web', part, 'vite.config.ts'),
        logLevel: 'silent',
        build: { outDir: built },
      });
    // Another run may have built it meanwhile, and its folder may already be in use.
    if (!isFresh(folder, newestMs)) replace(folder, built, join(work, 'old'));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function replace(folder: string, built: string, old: string): void {
  if (existsSync(folder)) renameSync(folder, old);
  renameSync(built, folder);
}

/** When anything in the file or folder was last modified, in ms since the epoch. */
function modifiedMs(path: string): number {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => modifiedMs(join(path, name))));
}
