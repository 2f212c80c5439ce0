import { execFileSync, type ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';

/**
 * Processor time by part, in seconds, read from /proc (proc(5), /proc/pid/task/tid/stat). It includes the time that the
 * kernel spent for a part. The parts are those of the emulator; a server of one process has only a main thread.
 */
export interface ProcessorSeconds {
  /** The server's main thread: the gateways, the proxies and the pools of functions. */
  main: number;
  /** The functions: threads and Node.js processes that were started later. */
  functions: number;
  /** The helper threads that Node.js starts with: garbage collection, compilation, files. */
  helpers: number;
  /** The DynamoDB engine: child processes other than Node.js. */
  engine: number;
  /** The load generator: this process. */
  generator: number;
}

type Part = keyof ProcessorSeconds;

/**
 * Seconds of each thread, with the part that it belongs to. Threads start and end, so differences are taken
 * thread by thread.
 */
export type ProcessorTimes = Map<string, { part: Part; seconds: number }>;

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
/**
 * Node.js starts its helpers at once. Functions start only after the app was loaded, which takes far longer than this.
 */
const helperStartSeconds = 0.5;

interface Stat {
  name: string;
  parentId: number;
  seconds: number;
  startedAtSeconds: number;
}

/** The fields of a stat file; null if the process or thread has ended. */
async function readStat(path: string): Promise<Stat | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
  const rest = text.slice(text.lastIndexOf(')') + 2);
  // The first field after the name is field 3, the state.
  const field = (number: number) => Number(rest.split(' ')[number - 3]);
  return {
    name,
    parentId: field(4),
    seconds: (field(14) + field(15)) / ticksPerSecond,
    startedAtSeconds: field(22) / ticksPerSecond,
  };
}

async function descendantsOf(processId: number): Promise<number[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = await Promise.all(
    ids.map(async (id) => [id, (await readStat(`/proc/${id}/stat`))?.parentId] as const),
  );
  const found = [processId];
  for (const parent of found) found.push(...parents.filter(([, parentId]) => parentId === parent).map(([id]) => id));
  return found.slice(1);
}

function partOfThread(processId: number, threadId: number, thread: Stat, process: Stat): Part {
  if (threadId === processId) return 'main';
  return thread.startedAtSeconds - process.startedAtSeconds < helperStartSeconds ? 'helpers' : 'functions';
}

async function readThreads(
  processId: number,
  partOf: (threadId: number, thread: Stat, process: Stat) => Part,
  times: ProcessorTimes,
): Promise<void> {
  const process = await readStat(`/proc/${processId}/stat`);
  const threadIds = await readdir(`/proc/${processId}/task`).catch(() => []);
  for (const threadId of threadIds) {
    const thread = await readStat(`/proc/${processId}/task/${threadId}/stat`);
    if (thread === null || process === null) continue;
    times.set(`${processId}/${threadId}`, { part: partOf(Number(threadId), thread, process), seconds: thread.seconds });
  }
}

/** The processor time of a server's parts so far. Throws if the server has ended. */
export async function readProcessorTimes({ pid }: ChildProcess): Promise<ProcessorTimes> {
  if (pid === undefined || (await readStat(`/proc/${pid}/stat`)) === null)
    throw new Error('the measured server has ended');
  const times: ProcessorTimes = new Map();
  await readThreads(pid, (threadId, thread, owner) => partOfThread(pid, threadId, thread, owner), times);
  for (const child of await descendantsOf(pid)) {
    const name = (await readStat(`/proc/${child}/stat`))?.name;
    await readThreads(child, () => (name === 'node' ? 'functions' : 'engine'), times);
  }
  await readThreads(process.pid, () => 'generator', times);
  return times;
}

/** The processor time between two readings. */
export function secondsBetween(before: ProcessorTimes, after: ProcessorTimes): ProcessorSeconds {
  const sums: ProcessorSeconds = { main: 0, functions: 0, helpers: 0, engine: 0, generator: 0 };
  for (const [thread, { part, seconds }] of after) sums[part] += seconds - (before.get(thread)?.seconds ?? 0);
  return sums;
}
