import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnNode } from '../../measure/processes.ts';

/** What the SDK needs to speak to an engine on this machine. */
const credentials = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
const sampleMs = 1_000;

export interface ImportRun {
  code: number | null;
  /** The lines of the report. */
  lines: string[];
  seconds: number;
  /** Resident memory of the process, each second. */
  memoryMb: number[];
}

export interface ImportTarget {
  from: string;
  tableName: string;
  endpoint: string;
}

/** Runs `npm run import` in a process of its own. @param killAfterMs it is killed then, unless it has ended */
export async function runImport({ from, tableName, endpoint }: ImportTarget, killAfterMs?: number): Promise<ImportRun> {
  const startedAtMs = Date.now();
  const args = ['--from', from, '--to', tableName, '--endpoint', endpoint];
  const child = spawnNode('import/main.ts', args, credentials);
  const texts: string[] = [];
  child.stdout?.on('data', (chunk: Buffer) => texts.push(String(chunk)));
  child.stderr?.resume();
  const killing = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  const memoryMb: number[] = [];
  let isOver = false;
  const ended = once(child, 'close').finally(() => (isOver = true));
  while (!isOver) {
    await Promise.race([ended, sleep(sampleMs)]);
    const mb = await residentMb(child.pid);
    if (!isOver && mb !== null) memoryMb.push(mb);
  }
  clearTimeout(killing);
  const lines = texts.join('').trim().split('\n');
  return { code: child.exitCode, lines, seconds: (Date.now() - startedAtMs) / 1000, memoryMb };
}

/** Null on systems without /proc, and for a process that has ended. */
async function residentMb(pid: number | undefined): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /VmRSS:\s+(\d+)/.exec(status)?.[1];
  return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
}
