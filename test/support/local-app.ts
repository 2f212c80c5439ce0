import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const startTimeoutMs = 60_000;

/** The app as a newcomer starts it: a process of its own, on a free port. */
export interface LocalApp {
  url: string;
  wsUrl: string;
  process: ChildProcess;
  /** A token of the development issuer. */
  token(sub: string, options?: { username?: string; expires_in?: number }): Promise<string>;
  /** A REST call below /api/chat as the user. */
  rest<T = Record<string, unknown>>(token: string, method: string, path: string, body?: unknown): Promise<{ status: number; headers: Headers; body: T }>;
  /** Lambda's Invoke API: what the function answers, or the error that it threw. */
  invoke(functionName: string, payload: unknown): Promise<{ functionError: string | null; payload: Record<string, any> }>;
  /** Ends it as Ctrl-C does, or at once as a crash does. */
  stop(signal?: 'SIGINT' | 'SIGKILL'): Promise<number | null>;
}

async function firstUrl(child: ChildProcess): Promise<string> {
  const seen: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => seen.push(chunk.toString()));
  const lines = createInterface({ input: child.stdout! });
  const timer = setTimeout(() => child.kill('SIGKILL'), startTimeoutMs);
  for await (const line of lines) {
    const match = /^ready (https?:\/\/\S+)$/.exec(line);
    if (match?.[1] === undefined) continue;
    clearTimeout(timer);
    return match[1];
  }
  throw new Error(`the app ended before it was ready: ${seen.join('')}`);
}

/** Starts the app with these settings in its environment. */
export async function startApp(environment: Record<string, string> = {}): Promise<LocalApp> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'local/main.ts'], {
    cwd: root,
    env: { ...process.env, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await firstUrl(child);
  const call = async (method: string, path: string, body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
  };
  return {
    url,
    wsUrl: `${url.replace('http', 'ws')}/ws`,
    process: child,
    token: async (sub, options = {}) => (await call('POST', '/dev/token', { sub, ...options })).body.token,
    rest: (token, method, path, body) => call(method, `/api/chat${path}`, body, { authorization: `Bearer ${token}` }),
    async invoke(functionName, payload) {
      const { headers, body } = await call('POST', `/2015-03-31/functions/${functionName}/invocations`, payload);
      return { functionError: headers.get('x-amz-function-error'), payload: body };
    },
    async stop(signal = 'SIGINT') {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
      return child.exitCode;
    },
  };
}
