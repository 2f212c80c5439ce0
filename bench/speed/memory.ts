import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { WebSocket } from 'ws';
import type { Server } from './server.ts';

/** Makes Node.js open its inspector on a free port, whose URL it writes to stderr. */
export const inspectorEnvironment = { NODE_OPTIONS: '--inspect=127.0.0.1:0' };

/** Reads how much memory a server uses. Can be asked repeatedly. */
export interface MemoryMeter {
  bytesInUse(): Promise<number>;
  close(): void;
}

/** Measures the memory of the main thread of a Node.js process, by the Chrome DevTools Protocol. */
class Inspector implements MemoryMeter {
  #calls = 0;

  private constructor(private readonly socket: WebSocket) {}

  static async connect(url: string): Promise<Inspector> {
    const socket = new WebSocket(url);
    await once(socket, 'open');
    return new Inspector(socket);
  }

  /** The inspector's URL in what the process has written to stderr. Throws if there is none. */
  static urlIn(stderr: string): string {
    const [, url] = /Debugger listening on (ws:\S+)/.exec(stderr) ?? [];
    if (url === undefined) throw new Error('the process has not written the URL of its inspector');
    return url;
  }

  /** Collects garbage, and returns the bytes that the remaining objects and their buffers use. */
  async bytesInUse(): Promise<number> {
    await this.#call('HeapProfiler.collectGarbage');
    const expression = '(({ heapUsed, external }) => heapUsed + external)(process.memoryUsage())';
    const { result } = await this.#call<{ result: { value: number } }>('Runtime.evaluate', {
      expression,
      returnByValue: true,
    });
    return result.value;
  }

  close(): void {
    this.socket.terminate();
  }

  #call<T>(method: string, params: object = {}): Promise<T> {
    const id = (this.#calls += 1);
    this.socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve) => {
      const take = (data: unknown) => {
        const answer = JSON.parse(String(data)) as { id?: number; result: T };
        if (answer.id !== id) return;
        this.socket.off('message', take);
        resolve(answer.result);
      };
      this.socket.on('message', take);
    });
  }
}

/** Resident memory of a process in bytes (proc(5), VmRSS). */
export async function residentBytes({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

/** Node.js has an inspector, which needs `inspectorEnvironment`. Of Python, which has none, resident memory counts. */
export async function openMemoryMeter(server: Server): Promise<MemoryMeter> {
  if (server.runtime === 'node') return Inspector.connect(Inspector.urlIn(server.stderr()));
  return { bytesInUse: () => residentBytes(server.process), close: () => undefined };
}
