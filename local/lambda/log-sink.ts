import { createWriteStream, type WriteStream } from 'node:fs';

/** Takes what the functions print, and one line for each failure. */
export interface LogSink {
  /** A chunk of a function's stdout or stderr. */
  output(shortName: string, chunk: string): void;
  /** One line for whoever runs the app, shown wherever the output goes. */
  failure(shortName: string, line: string): void;
  close(): void;
}

/** `destination`: `off`, `stderr` or the path of a file that is appended to. */
export function openLogSink(destination: string): LogSink {
  const file = destination === 'off' || destination === 'stderr' ? null : createWriteStream(destination, { flags: 'a' });
  const out: WriteStream | NodeJS.WriteStream | null = destination === 'stderr' ? process.stderr : file;
  return {
    output(shortName, chunk) {
      out?.write(chunk.replace(/^(?=.)/gm, `${shortName}: `));
      if (out !== process.stderr) errorsIn(chunk).forEach((line) => process.stderr.write(`${shortName}: ${line}\n`));
    },
    failure(shortName, line) {
      process.stderr.write(`${shortName}: ${line}\n`);
    },
    close() {
      file?.end();
    },
  };
}

/** The messages of structured log lines at level ERROR or worse. */
function errorsIn(chunk: string): string[] {
  if (!/"level":"(ERROR|CRITICAL)"/.test(chunk)) return [];
  return chunk.split('\n').flatMap((line) => {
    const [, message] = /"level":"(?:ERROR|CRITICAL)".*?"message":("(?:[^"\\]|\\.)*")/.exec(line) ?? [];
    return message === undefined ? [] : [JSON.parse(message) as string];
  });
}
