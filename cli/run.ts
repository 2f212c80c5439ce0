import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { WebSocket } from 'ws';
import {
  createChatClient,
  createRestClient,
  type ChatClient,
  type Failure,
  type Result,
  type SocketConstructor,
} from '@marketplace-chat/client';
import { doLine } from './do-line.ts';
import { failureLine, threadLine } from './format.ts';
import { asksForHelp, help, readOptions, usage, UsageError, type ChatOptions } from './options.ts';
import { commands, readLine } from './typed-line.ts';
import { watchThread } from './watch.ts';

export interface Terminal {
  input: Readable & { isTTY?: boolean };
  print(line: string): void;
  /** Prints one line for each problem. */
  complain(line: string): void;
}

/** 0: success. 1: something was refused or could not be reached. 2: the command line is not valid. */
export type ExitCode = 0 | 1 | 2;

/** Ends the command with this message. */
class Stopped extends Error {
  override readonly name = 'Stopped';
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Stopped(failureLine(result.error));
  return result.value;
}

/** The answer of REST. Names the address if there is none, because it may be the wrong one. */
function answerOf<T>(result: Result<T>, apiUrl: string): T {
  if (result.ok || result.error.code !== 'network') return valueOf(result);
  const message = `nothing answers at ${apiUrl}; --url names another (${result.error.message})`;
  throw new Stopped(failureLine({ code: 'network', message }));
}

/** Rejects when the server no longer accepts the token; never resolves. */
function refusal(client: ChatClient): Promise<never> {
  return new Promise((_, reject) => {
    client.on('connection', (state) => state.kind === 'refused' && reject(new Stopped(failureLine(state.error))));
  });
}

/**
 * Fails after the first failed attempt: the client would retry forever, and its user would not learn of a wrong
 * address.
 */
async function connect(client: ChatClient, { token, socketUrl }: ChatOptions): Promise<void> {
  const error: Failure = { code: 'network', message: `no WebSocket answers at ${socketUrl}; --socket names another` };
  const failed = new Promise<Result<never>>((resolve) => {
    client.on('connection', (state) => state.kind === 'waiting' && resolve({ ok: false, error }));
  });
  valueOf(await Promise.race([client.connect(token), failed]));
}

/** Carries out one line after the other. Returns whether all were accepted, and whether the user has quit. */
async function doLines(
  client: ChatClient,
  threadId: string,
  terminal: Terminal,
): Promise<{ allAccepted: boolean; quit: boolean }> {
  let allAccepted = true;
  for await (const text of createInterface({ input: terminal.input })) {
    const line = readLine(text);
    if (line.kind === 'help') terminal.print(commands);
    if (line.kind === 'quit') return { allAccepted, quit: true };
    const failure = await doLine(client, threadId, line);
    if (failure === null) continue;
    allAccepted = false;
    terminal.complain(failureLine(failure));
  }
  return { allAccepted, quit: terminal.input.isTTY === true };
}

async function talk(options: ChatOptions, threadId: string, terminal: Terminal): Promise<ExitCode> {
  const { apiUrl, socketUrl, once } = options;
  const client = createChatClient({ apiUrl, socketUrl, WebSocket: WebSocket as unknown as SocketConstructor });
  const refused = refusal(client);
  watchThread(client, threadId, (line) => terminal.print(line));
  try {
    await Promise.race([connect(client, options), refused]);
    valueOf(await Promise.race([client.joinThread(threadId), refused]));
    const { allAccepted, quit } = await Promise.race([doLines(client, threadId, terminal), refused]);
    if (!quit && !once) await refused;
    return !allAccepted && once ? 1 : 0;
  } finally {
    client.disconnect();
  }
}

async function listThreads({ apiUrl, token }: ChatOptions, terminal: Terminal): Promise<ExitCode> {
  const rest = createRestClient({ apiUrl, token: async () => token });
  let cursor: string | undefined;
  do {
    const page = answerOf(await rest.listThreads({ limit: 100, ...(cursor && { cursor }) }), apiUrl);
    for (const thread of page.results) terminal.print(threadLine(thread));
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return 0;
}

/** Fails early if REST cannot be reached, or refuses the token or the thread. */
async function checkThread({ apiUrl, token }: ChatOptions, threadId: string): Promise<void> {
  answerOf(await createRestClient({ apiUrl, token: async () => token }).getThread(threadId), apiUrl);
}

/**
 * Runs the command. Prints each problem as one line and returns an exit code; throws only on an error of the program.
 */
export async function run(
  args: string[],
  environment: Record<string, string | undefined>,
  terminal: Terminal,
): Promise<ExitCode> {
  if (asksForHelp(args)) {
    terminal.print(help);
    return 0;
  }
  try {
    const options = readOptions(args, environment);
    if (options.threadId === null) return await listThreads(options, terminal);
    await checkThread(options, options.threadId);
    return await talk(options, options.threadId, terminal);
  } catch (error) {
    if (error instanceof UsageError) terminal.complain(`${error.message}\n${usage}`);
    else if (error instanceof Stopped) terminal.complain(error.message);
    else throw error;
    return error instanceof UsageError ? 2 : 1;
  }
}
