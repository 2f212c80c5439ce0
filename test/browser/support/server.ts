import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const project = join(import.meta.dirname, '../../..');
/** The page may have to be built first. */
const startTimeoutMs = 60_000;

/** What `npm start` starts, as a process that a test can freeze, kill and start again. */
export class Server {
  url = '';
  #process: ChildProcess | null = null;

  constructor(private readonly environment: Record<string, string> = {}) {}

  /** Starts it; a second time on the port of the first. */
  async start(): Promise<this> {
    const port = this.url === '' ? '0' : new URL(this.url).port;
    const child = spawn(process.execPath, ['--import', 'tsx', 'local/main.ts'], {
      cwd: project,
      env: { ...process.env, ...this.environment, PORT: port },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = child;
    this.url = await readyUrl(child);
    return this;
  }

  /** Nothing is answered until `thaw`, as on a network that swallows everything. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  /** Ends it as a crash does. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}

async function readyUrl(child: ChildProcess): Promise<string> {
  const timer = setTimeout(() => child.kill('SIGKILL'), startTimeoutMs);
  try {
    for await (const line of createInterface({ input: child.stdout! })) {
      const ready = /^ready (http:\/\/\S+)/.exec(line);
      if (ready?.[1] !== undefined) return ready[1];
    }
    throw new Error('the server ended before it was ready');
  } finally {
    clearTimeout(timer);
    child.stdout?.resume();
  }
}
