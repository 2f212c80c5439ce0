import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readyUrl, spawnNode } from '../../measure/processes.ts';

/** A server in its own process, with its data on disk in a folder that is deleted when it stops. */
export interface Server {
  process: ChildProcess;
  url: string;
  /** What it has written to stderr so far. */
  stderr(): string;
  stop(): Promise<void>;
}

/** Starts a file of the project that prints `ready URL`. `DATA_DIR` names its folder. */
export async function startServer(file: string, environment: Record<string, string> = {}): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'chat-bench-'));
  const child = spawnNode(file, [], { PORT: '0', DATA_DIR: folder, ...environment });
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += String(chunk)));
  const url = await readyUrl(child, () => stderr);
  return {
    process: child,
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
