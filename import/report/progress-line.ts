import cliProgress from 'cli-progress';

/** Shows how far a phase of the import is: a bar on a terminal, a line now and then elsewhere (IM-5). */
export interface ProgressLine {
  add(messages: number): void;
  end(): void;
}

export interface ProgressOptions {
  /** What is being done, as in `importing`. */
  phase: string;
  /** Messages in all. */
  total: number;
  stream: NodeJS.WritableStream & { isTTY?: boolean };
  nowMs?: () => number;
}

export function startProgress(options: ProgressOptions): ProgressLine {
  return options.stream.isTTY === true ? startBar(options) : startLines(options);
}

const format = '{phase} [{bar}] {percentage}% · {value} of {total} messages · {rate}/s · {eta_formatted} left';

function startBar({ phase, total, stream, nowMs = Date.now }: ProgressOptions): ProgressLine {
  const bar = new cliProgress.SingleBar({ format, stream, etaBuffer: 100 }, cliProgress.Presets.shades_classic);
  const startedAtMs = nowMs();
  let done = 0;
  bar.start(total, 0, { phase, rate: 0 });
  return {
    add(messages) {
      done += messages;
      bar.update(done, { rate: rateOf(done, nowMs() - startedAtMs) });
    },
    end: () => bar.stop(),
  };
}

const lineEveryMs = 5_000;

function startLines({ phase, total, stream, nowMs = Date.now }: ProgressOptions): ProgressLine {
  const startedAtMs = nowMs();
  let [done, shownAtMs] = [0, startedAtMs];
  const show = () => {
    const rate = rateOf(done, nowMs() - startedAtMs);
    const left = rate === 0 ? '' : `, ${timeOf(Math.max(0, total - done) / rate)} left`;
    stream.write(`${phase}: ${done} of ${total} messages, ${rate}/s${left}\n`);
    shownAtMs = nowMs();
  };
  return {
    add(messages) {
      done += messages;
      if (nowMs() - shownAtMs >= lineEveryMs) show();
    },
    end: show,
  };
}

function rateOf(done: number, elapsedMs: number): number {
  return elapsedMs === 0 ? 0 : Math.round((done * 1000) / elapsedMs);
}

function timeOf(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
