import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

/** A server that runs as a child of this process. */
export interface ChildServer {
  /** Resolves with the last lines of its output when it has ended. */
  ended: Promise<string>;
  /** Kills it, as a crash would. */
  kill(): void;
  /** Ends it, and resolves when it has ended. */
  close(): Promise<void>;
}

/**
 * A shell script that ends the command when its standard input closes: `close` does so, and the system when this
 * process dies for any reason. It runs in a session of its own, so that Ctrl-C does not end it before this
 * process has finished.
 */
const guard =
  'exec 3<&0; "$@" </dev/null 3<&- & child=$!; { read -r _ <&3; kill "$child" 2>/dev/null; } & wait "$child"';

const patienceMs = 1_000;

/**
 * Starts a command in the system's temporary folder, since DynamoDB Local leaves a file where it runs. Never throws: a
 * command that cannot be started ends at once.
 */
export function startChild(command: string, args: string[]): ChildServer {
  const child = spawn('/bin/sh', ['-c', guard, 'sh', command, ...args], {
    cwd: tmpdir(),
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  const keep = (chunk: string) => (output = (output + chunk).slice(-2_000));
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  // Writing to a guard that has already ended fails.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<string>((resolve) => {
    child.on('exit', () => (child.stdin.end(), resolve(output.trim())));
    child.on('error', (error) => resolve(error.message));
  });
  return {
    ended,
    kill: () => killGroup(child),
    close: async () => {
      child.stdin.end();
      // A server that waits for its clients to disconnect is killed; it survives that.
      const timer = setTimeout(() => killGroup(child), patienceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has already ended.
  }
}

/** A port on which nothing is listening at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Sends requests until one is answered. Throws if the child ends first, with its last line of output, or on timeout.
 */
export async function untilAnswering(url: string, child: ChildServer, timeoutMs: number): Promise<void> {
  const deadlineMs = Date.now() + timeoutMs;
  let ended: string | null = null;
  void child.ended.then((output) => (ended = output));
  while (Date.now() < deadlineMs) {
    if (
      await fetch(url, { method: 'POST' }).then(
        () => true,
        () => false,
      )
    )
      return;
    if (ended !== null) throw new Error(`it ended at once: ${lastLine(ended)}`);
    await pause(20);
  }
  await child.close();
  throw new Error(`it did not answer within ${timeoutMs / 1000} s`);
}

/** Resolves when nothing listens there: a killed process holds its port and files until the system has reaped it. */
export async function untilGone(url: string): Promise<void> {
  while (
    await fetch(url, { method: 'POST' }).then(
      () => true,
      () => false,
    )
  )
    await pause(20);
}

const lastLine = (text: string): string => text.split('\n').at(-1) || 'no output';
