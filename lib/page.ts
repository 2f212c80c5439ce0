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
  const newest = Math.max(...sources.map((source) => newestMs(join(projectFolder, source))));
  if (!existsSync(folder) || statSync(folder).mtimeMs < newest) await rebuild(projectFolder, folder);
  return folder;
}

async function rebuild(projectFolder: string, folder: string): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true });
  // Built beside and moved there, so that nobody who reads the folder sees half a page.
  const fresh = mkdtempSync(`${folder}-`);
  // Slow to load, and most runs find the page built.
  const { build } = await import('vite');
  try {
    await build({ configFile: join(projectFolder, 'web', 'vite.config.ts'), logLevel: 'silent', build: { outDir: fresh } });
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** When anything in the file or folder was last modified, in ms since the epoch. */
function newestMs(path: string): number {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}
