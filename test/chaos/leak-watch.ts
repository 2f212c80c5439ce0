import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { LocalApp } from '../support/local-app.ts';

/** Resident memory of a process, as Linux tells it. */
function megabytesOf(pid: number): number {
  const [, kilobytes = '0'] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1024);
}

/** Connections to a port that the client has closed and the server has not: CLOSE_WAIT. (proc(5), /proc/net/tcp.) */
function leftOpenAt(port: number): number {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/));
  return lines.filter(([, address = '', , state = '']) => address.endsWith(local) && state === '08').length;
}

const lookEveryMs = 5_000;

/** Watches the app's memory from now on, and whether it closes what its clients leave. */
export function leakWatch({ url, process: { pid } }: LocalApp) {
  const megabytes = [megabytesOf(pid!)];
  const timer = setInterval(() => megabytes.push(megabytesOf(pid!)), lookEveryMs);
  timer.unref();
  return {
    checkConnections: () => expect(leftOpenAt(Number(new URL(url).port))).toBe(0),
    /** Ends the watch. Returns about twenty of its samples. */
    stop(): number[] {
      clearInterval(timer);
      const every = Math.ceil(megabytes.length / 20);
      return [...megabytes.filter((_, index) => index % every === 0), megabytesOf(pid!)];
    },
  };
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** In the last third of a long run the memory is about what it was in the second. */
export function checkFlat(megabytes: number[]): void {
  const third = Math.floor(megabytes.length / 3);
  expect(mean(megabytes.slice(-third))).toBeLessThan(1.3 * mean(megabytes.slice(third, 2 * third)));
}
