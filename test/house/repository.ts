import { readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';

const root = join(import.meta.dirname, '../..');

export const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** The folders that .gitignore names; git itself may be missing where the tests run. */
const ignored = new Set(
  read('.gitignore')
    .split('\n')
    .filter((line) => line.endsWith('/'))
    .map((line) => line.slice(0, -1)),
);

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (!entry.isDirectory()) return entry.isFile() ? [path] : [];
    return entry.name === '.git' || ignored.has(entry.name) ? [] : filesBelow(path);
  });
}

/** Every file of the repository by its path. */
export const files: string[] = filesBelow('.').sort();
const isSource = (path: string) => /\.(ts|tsx|mjs)$/.test(path);

export const sources = files.filter(isSource);

interface PackageJson {
  name: string;
  workspaces?: string[];
  exports?: Record<string, string>;
}

const packageJson = (folder: string) => JSON.parse(read(posix.join(folder, 'package.json'))) as PackageJson;

/** What a workspace exports, by the name to import: `@marketplace-chat/client` → `web/client/index.ts`. */
const packageFiles = new Map(
  (packageJson('.').workspaces ?? []).flatMap((folder) => {
    const { name, exports = {} } = packageJson(folder);
    return Object.entries(exports).map(([path, file]) => [posix.join(name, path), posix.join(folder, file)] as const);
  }),
);

export interface Import {
  from: string;
  to: string;
}

const importPattern = /(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g;

/** The imports of one file's text that lead to source files of the repository, types included. */
export function importsIn(from: string, text: string): Import[] {
  return [...text.matchAll(importPattern)].flatMap(([, specifier = '']) => {
    const [path = ''] = specifier.split('?');
    const to = path.startsWith('.') ? posix.join(posix.dirname(from), path) : packageFiles.get(path);
    return to !== undefined && isSource(to) ? [{ from, to }] : [];
  });
}

export const imports: Import[] = sources.flatMap((from) => importsIn(from, read(from)));
