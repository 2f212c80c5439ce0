import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Installs the packages of a folder of `bench/` that has its own package.json. Does nothing if they are installed. */
export async function requirePackages(folder: string, log: (line: string) => void): Promise<void> {
  const cwd = join(import.meta.dirname, folder);
  // npm writes this file last, so it is there only after a complete install.
  if (existsSync(join(cwd, 'node_modules', '.package-lock.json'))) return;
  log(`npm ci in bench/${folder}`);
  const child = spawn('npm', ['ci', '--silent'], { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`npm ci in bench/${folder} failed`);
}
