import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

/** A server that runs as a child of this process. */
export interface ChildServer {
  /** Resolves when it has ended, with the last lines that it wrote. */
  ended: Promise<string>;
  /** Ends it at once, as a crash does. */
  kill(): void;
  /** Ends it and waits. */
  close(): Promise<void>;
}

/**
 * Ends the command when its standard input closes: by `close`, and by the system when this process dies, however it dies.
 * The session of its own keeps Ctrl-C away from it, so that it is there until this process has finished.
 */
const guard =
  'exec 3<&0; "$@" </dev/null 3<&- & child=$!; { read -r _ <&3; kill "$child" 2>/dev/null; } & wait "$child"';

const patienceMs = 1_000;

/**
 * Starts a command, in the system's temporary folder, since DynamoDB Local leaves a file wherever it runs. Never rejects: one
 * that cannot be started ends at once.
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
  // A guard that has ended already cannot be told to.
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
      // A server that waits for its clients to leave is not waited for; it stands a kill.
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
    // It has ended meanwhile.
  }
}

/** A port that nothing listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Asks until an answer comes. Throws, with what the child wrote, when it ends before or time runs out. */
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

/** Waits until nothing listens there any more: a killed process keeps its port and its files until the system has cleared it away. */
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
