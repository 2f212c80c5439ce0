import { parseArgs } from 'node:util';
import { commands } from './typed-line.ts';

const localUrl = 'http://127.0.0.1:8006';

export const usage =
  'usage: npm run --silent chat -- --token JWT [--url http://127.0.0.1:8006] [--socket wss://HOST/ws] [--thread ID] [--once]';

export const help = `${usage}

  --token JWT    who you are; or in CHAT_TOKEN. On one machine: npm run --silent token -- --sub alice
  --url URL      the base of REST, ${localUrl} by default
  --socket URL   the WebSocket, by default beside REST
  --thread ID    the thread to talk in; without it all threads are listed
  --once         ends once the input has ended and all of it is stored

In a thread a line sends a message. ${commands}.`;

/** Whether the command line asks what the command can do. */
export function asksForHelp(args: readonly string[]): boolean {
  return args.includes('--help') || args.includes('-h');
}

/** The command line is not valid; the message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface ChatOptions {
  /** The base of REST, as in `https://HOST/api/chat`. */
  apiUrl: string;
  socketUrl: string;
  token: string;
  /** null to list the threads. */
  threadId: string | null;
  /** Exit once the input has ended and all of it is stored. */
  once: boolean;
}

const basePath = '/api/chat';

function urlOf(name: string, text: string, protocols: string[]): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !protocols.includes(url.protocol)) {
    throw new UsageError(`--${name} must be a URL that begins with ${protocols.map((one) => `${one}//`).join(' or ')}`);
  }
  return url;
}

/**
 * The WebSocket's default address: on one machine it has the same host as REST. Deployed, `--socket` has to name it.
 */
function socketUrlBeside(url: URL): string {
  return `${url.protocol === 'https:' ? 'wss' : 'ws'}://${url.host}/ws`;
}

const text = { type: 'string' } as const;
const options = { url: text, socket: text, token: text, thread: text, once: { type: 'boolean' } } as const;

const isOption = (arg: string) => arg.startsWith('--') && Object.hasOwn(options, arg.slice(2));
const takesValue = (arg: string) => isOption(arg) && options[arg.slice(2) as keyof typeof options].type === 'string';

/** Joins options and values by `=`: `parseArgs` would read a thread id that starts with a dash as the next option. */
function withValuesJoined(args: string[]): string[] {
  const [name, value, ...rest] = args;
  if (name === undefined) return [];
  if (takesValue(name) && value !== undefined && !isOption(value))
    return [`${name}=${value}`, ...withValuesJoined(rest)];
  return [name, ...withValuesJoined(args.slice(1))];
}

function valuesOf(args: string[]) {
  try {
    return parseArgs({ args: withValuesJoined(args), options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/**
 * Reads the command line. The token can also be in `CHAT_TOKEN`, because other users of a machine can see the arguments
 * of a process.
 *
 * @throws UsageError with what is wrong
 */
export function readOptions(args: string[], environment: Record<string, string | undefined>): ChatOptions {
  const values = valuesOf(args);
  const token = values.token ?? environment.CHAT_TOKEN ?? '';
  if (token === '') throw new UsageError('--token or CHAT_TOKEN is missing');
  const url = urlOf('url', values.url ?? localUrl, ['http:', 'https:']);
  const path = url.pathname.replace(/\/+$/, '');
  return {
    apiUrl: url.origin + (path.endsWith(basePath) ? path : path + basePath),
    socketUrl:
      values.socket === undefined ? socketUrlBeside(url) : urlOf('socket', values.socket, ['ws:', 'wss:']).href,
    token,
    threadId: values.thread ?? null,
    once: values.once ?? false,
  };
}
