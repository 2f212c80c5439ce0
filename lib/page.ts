import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What the page is built from, under the project's folder. */
const sources = ['web', 'protocol', 'package-lock.json'];

/**
 * The folder with the built page, `<projectFolder>/dist/web`; builds it first where it is missing or older than its sources.
 * Throws what Vite says where it cannot be built.
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
  // Built beside and moved there, so that nobody who reads the folder sees half a page.
  const work = mkdtempSync(`${folder}-`);
  const built = join(work, 'built');
  // Slow to load, and most runs find the page built.
  const { build } = await import('vite');
  try {
    await build({
      configFile: join(projectFolder, 'web', 'page', 'vite.config.ts'),
      logLevel: 'silent',
      build: { outDir: built },
    });
    // Another run from this checkout may have been faster, and somebody be reading what it built.
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
