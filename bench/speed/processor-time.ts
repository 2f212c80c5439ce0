import { execFileSync, type ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';

/**
 * Processor time by part, in seconds, read from /proc (proc(5), /proc/pid/task/tid/stat): so the system's own work for a part
 * is in it. The parts are those of the local runtime; a server of one process is its main thread.
 */
export interface ProcessorSeconds {
  /** The server's main thread: the gateways, the proxies and the pools of functions. */
  main: number;
  /** Threads and Node.js processes that were started later: the functions. */
  functions: number;
  /** The helpers that Node.js starts with: garbage collection, compilation, files. */
  helpers: number;
  /** Children that are no Node.js: the DynamoDB engine. */
  engine: number;
  /** This process: the load generator. */
  generator: number;
}

type Part = keyof ProcessorSeconds;

/** Seconds by thread, with the part that it belongs to. Threads come and go: a difference is taken one by one. */
export type ProcessorTimes = Map<string, { part: Part; seconds: number }>;

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
/** Node.js starts its helpers at once; loading the app, which must come before any function, takes far longer. */
const helperStartSeconds = 0.5;

interface Stat {
  name: string;
  parentId: number;
  seconds: number;
  startedAtSeconds: number;
}

/** The fields of a stat file; null where it has gone meanwhile. */
async function readStat(path: string): Promise<Stat | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
  const rest = text.slice(text.lastIndexOf(')') + 2);
  // The state, field 3, is the first after the name.
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

/** What the parts of a server have taken of the processors so far. Throws where the server has ended. */
export async function readProcessorTimes({ pid }: ChildProcess): Promise<ProcessorTimes> {
  if (pid === undefined || (await readStat(`/proc/${pid}/stat`)) === null)
    throw new Error('the server that is measured has ended');
  const times: ProcessorTimes = new Map();
  await readThreads(pid, (threadId, thread, owner) => partOfThread(pid, threadId, thread, owner), times);
  for (const child of await descendantsOf(pid)) {
    const name = (await readStat(`/proc/${child}/stat`))?.name;
    await readThreads(child, () => (name === 'node' ? 'functions' : 'engine'), times);
  }
  await readThreads(process.pid, () => 'generator', times);
  return times;
}

/** What was taken between two readings. */
export function secondsBetween(before: ProcessorTimes, after: ProcessorTimes): ProcessorSeconds {
  const sums: ProcessorSeconds = { main: 0, functions: 0, helpers: 0, engine: 0, generator: 0 };
  for (const [thread, { part, seconds }] of after) sums[part] += seconds - (before.get(thread)?.seconds ?? 0);
  return sums;
}
