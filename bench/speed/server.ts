import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readyUrl, spawnNode } from '../../measure/processes.ts';
import { spawnPython } from '../python.ts';

/** A server in its own process, with its data on disk in a folder that is deleted when it stops. */
export interface Server {
  process: ChildProcess;
  runtime: 'node' | 'python';
  url: string;
  /** What it has written to stderr so far. */
  stderr(): string;
  stop(): Promise<void>;
}

/** Starts a file of the project (Python if it is named `.py`) that prints `ready URL`. `DATA_DIR` names its folder. */
export async function startServer(file: string, environment: Record<string, string> = {}): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'chat-bench-'));
  const settings = { PORT: '0', DATA_DIR: folder, ...environment };
  const runtime = file.endsWith('.py') ? 'python' : 'node';
  const child = runtime === 'python' ? spawnPython(file, settings) : spawnNode(file, [], settings);
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += String(chunk)));
  const url = await readyUrl(child, () => stderr);
  return {
    process: child,
    runtime,
    url,
    stderr: () => stderr,
    async stop() {
      const ended = once(child, 'exit');
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGINT');
        await ended;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}
