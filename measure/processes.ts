import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const startTimeoutMs = 60_000;

/** Starts a command in the project's folder. It ends with this process at the latest. */
export function spawnCommand(command: string, args: string[], environment: Record<string, string>): ChildProcess {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  return child;
}

/** Starts a file of the project as a process of its own. */
export function spawnNode(file: string, args: string[] = [], environment: Record<string, string> = {}): ChildProcess {
  return spawnCommand(process.execPath, ['--import', 'tsx', file, ...args], { NODE_NO_WARNINGS: '1', ...environment });
}

/** Runs a file of the project until it ends by itself. */
export async function runNode(file: string, args: string[] = [], environment: Record<string, string> = {}) {
  const child = spawnNode(file, args, environment);
  const seen = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => (seen.stdout += String(chunk)));
  child.stderr?.on('data', (chunk: Buffer) => (seen.stderr += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { ...seen, code };
}

/** The URL after `ready`. Rejects if the process ends before. */
export function readyUrl(child: ChildProcess, log: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), startTimeoutMs);
    child.once('exit', () => reject(new Error(`the app ended before it was ready: ${log()}`)));
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const [, url] = /^ready (https?:\/\/\S+)$/.exec(line) ?? [];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}
