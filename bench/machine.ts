import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { arch, cpus, loadavg, platform, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { percentile } from './statistics.ts';
import { figure } from './table.ts';

const syncs = 1_000;

/** How many milliseconds it takes to append 4 KB and sync it to the disk where the measurements keep their data. */
function measureDiskSyncs(): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'chat-bench-'));
  const file = openSync(join(folder, 'log'), 'a');
  const page = Buffer.alloc(4096);
  const times = Array.from({ length: syncs }, () => {
    const from = performance.now();
    writeSync(file, page);
    fsyncSync(file);
    return performance.now() - from;
  });
  closeSync(file);
  rmSync(folder, { recursive: true });
  return times;
}

/** The machine that the figures were measured on, in a few lines of Markdown. */
export function describeMachine(): string {
  const processors = cpus();
  const times = measureDiskSyncs();
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const [p50, p95] = [0.5, 0.95].map((share) => figure(percentile(times, share)));
  return [
    `- ${processors.length} × ${processors[0]?.model.trim() || 'processor'}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, ${platform()} ${release()} ${arch()}, Node.js ${process.version}`,
    `- Load average at the start: ${loadavg()
      .map((load) => load.toFixed(1))
      .join(', ')}`,
    `- Appending 4 KB and syncing it to disk: mean ${figure(mean)} ms, p50 ${p50}, p95 ${p95}`,
  ].join('\n');
}
