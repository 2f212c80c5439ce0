import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const project = join(import.meta.dirname, '../../..');
/** Long enough to build the page first. */
const startTimeoutMs = 60_000;

/** The app of `npm start`, as a process that a test can freeze, kill and restart. */
export class Server {
  url = '';
  #process: ChildProcess | null = null;

  constructor(private readonly environment: Record<string, string> = {}) {}

  /** Starts the app; after the first time on the same port. */
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

  /** Stops all answers until `thaw`. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  /** Kills the app, as in a crash. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /**
   * Takes the port of the killed app and accepts connections without answering, so that an attempt to connect lasts.
   * The returned function cuts them all.
   */
  async holdConnections(): Promise<() => Promise<void>> {
    const sockets = new Set<Socket>();
    const holding = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
    });
    holding.listen(Number(new URL(this.url).port), '127.0.0.1');
    await once(holding, 'listening');
    return async () => {
      for (const socket of sockets) socket.destroy();
      holding.close();
      await once(holding, 'close');
    };
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
