import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { StatsSnapshot } from 'cdk-app-emulator';
import { readyUrl, spawnNode } from '../../measure/processes.ts';

export interface Answer<T = any> {
  status: number;
  headers: Headers;
  body: T;
}

/** The app as a newcomer starts it: a process of its own, on a free port. */
export interface LocalApp {
  url: string;
  wsUrl: string;
  process: ChildProcess;
  /** What it has written to stderr so far. */
  log(): string;
  /** A token of the development issuer. */
  token(sub: string, options?: { username?: string; expires_in?: number }): Promise<string>;
  /** A request to any path; a body that is no string is sent as JSON. */
  call<T = any>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>>;
  /** A REST call below /api/chat as the token's user. */
  rest<T = any>(token: string, method: string, path: string, body?: unknown): Promise<Answer<T>>;
  /** Lambda's Invoke API: what the function answers, or the error that it threw. */
  invoke(
    functionName: string,
    payload: unknown,
  ): Promise<{ functionError: string | null; payload: Record<string, any> }>;
  /** What `work` costs, as `/dev/stats` counts it. */
  stats(work: () => Promise<unknown>): Promise<StatsSnapshot>;
  /** Ends it as Ctrl-C does, or at once as a crash does; gives the exit code. */
  stop(signal?: 'SIGINT' | 'SIGKILL'): Promise<number | null>;
}

/** What the text says, as JSON where it is JSON. */
function bodyOf(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return text;
  }
}

function caller(url: string): LocalApp['call'] {
  return async (method, path, body, headers = {}) => {
    const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(url + path, { method, headers: { ...type, ...headers }, ...sent });
    return { status: response.status, headers: response.headers, body: bodyOf(await response.text()) as any };
  };
}

/** Few, as the machines that test have few cores; enough to cross each other's path. */
const functionConcurrency = '4';

/** Starts the app with these settings in its environment. */
export async function startApp(environment: Record<string, string> = {}): Promise<LocalApp> {
  const child = spawnNode('local/main.ts', [], {
    PORT: '0',
    LOCAL_FUNCTION_CONCURRENCY: functionConcurrency,
    ...environment,
  });
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += String(chunk)));
  const url = await readyUrl(child, () => stderr);
  const call = caller(url);
  return {
    ...{ url, call, process: child, wsUrl: `${url.replace('http', 'ws')}/ws`, log: () => stderr },
    token: async (sub, options = {}) => (await call('POST', '/dev/token', { sub, ...options })).body.token,
    rest: (token, method, path, body) => call(method, `/api/chat${path}`, body, { authorization: `Bearer ${token}` }),
    async invoke(functionName, payload) {
      const { headers, body } = await call('POST', `/2015-03-31/functions/${functionName}/invocations`, payload);
      return { functionError: headers.get('x-amz-function-error'), payload: body };
    },
    async stats(work) {
      await call('POST', '/dev/stats/reset');
      await work();
      return (await call('GET', '/dev/stats')).body;
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
