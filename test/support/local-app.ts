import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { StatsSnapshot } from 'cdk-app-emulator';
import { readyUrl, spawnNode } from '../../measure/processes.ts';
import type { Answer, Chat } from './chat.ts';
import { TestSocket } from './socket.ts';

/** What a running app offers on its port. */
export interface RunningApp extends Chat {
  url: string;
  wsUrl: string;
  open(token: string): Promise<TestSocket>;
  /** A request to any path. A body that is no string is sent as JSON. */
  call<T = any>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>>;
  /** What `work` costs, as `/dev/stats` counts it. */
  stats(work: () => Promise<unknown>): Promise<StatsSnapshot>;
}

/** The app as `npm start` runs it: a process of its own, on a free port. */
export interface LocalApp extends RunningApp {
  process: ChildProcess;
  /** What it has written to stderr so far. */
  log(): string;
  /** Ends it as Ctrl-C does, or at once as a crash does. Returns the exit code. */
  stop(signal?: 'SIGINT' | 'SIGKILL'): Promise<number | null>;
}

/** The text parsed as JSON, or as it is. */
function bodyOf(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return text;
  }
}

function caller(url: string): RunningApp['call'] {
  return async (method, path, body, headers = {}) => {
    const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(url + path, { method, headers: { ...type, ...headers }, ...sent });
    return { status: response.status, headers: response.headers, body: bodyOf(await response.text()) as any };
  };
}

/** The app that runs at this address. */
export function appAt(url: string): RunningApp {
  const call = caller(url);
  const wsUrl = `${url.replace('http', 'ws')}/ws`;
  return {
    ...{ url, wsUrl, call },
    token: async (sub, options = {}) => (await call('POST', '/dev/token', { sub, ...options })).body.token,
    open: (token) => TestSocket.open(wsUrl, token),
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
  };
}

/** Test machines have few cores; four are enough for invocations to overlap. */
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
  return {
    ...appAt(await readyUrl(child, () => stderr)),
    process: child,
    log: () => stderr,
    async stop(signal = 'SIGINT') {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
      return child.exitCode;
    },
  };
}
