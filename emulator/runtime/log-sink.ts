import { closeSync, openSync, writeSync } from 'node:fs';
import { SettingError } from './settings.ts';

/** Receives what the functions print, and one line for each failure. */
export interface LogSink {
  /** Only lines at level ERROR or worse are used of what functions print. */
  readonly onlyErrors: boolean;
  /** A chunk of a function's stdout or stderr. */
  output(shortName: string, chunk: string): void;
  /** One line for the person who runs the app, shown wherever the output goes. */
  failure(shortName: string, line: string): void;
  close(): void;
}

const stderr = 2;
const toStderr = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * `destination`: `off`, `stderr`, or the path of a file to append to. Throws a `SettingError` if it cannot be opened.
 */
export function openLogSink(destination: string, warn: (line: string) => void = toStderr): LogSink {
  let out = openDestination(destination);
  return {
    onlyErrors: out === null,
    output(shortName, chunk) {
      if (out !== null) writeSync(out, chunk.replace(/^(?=.)/gm, `${shortName}: `));
      if (out !== stderr) errorsIn(chunk).forEach((line) => warn(`${shortName}: ${line}`));
    },
    failure(shortName, line) {
      warn(`${shortName}: ${line}`);
    },
    close() {
      if (out !== null && out !== stderr) closeSync(out);
      // A worker's last output may still arrive.
      out = null;
    },
  };
}

function openDestination(destination: string): number | null {
  if (destination === 'off') return null;
  if (destination === 'stderr') return stderr;
  try {
    return openSync(destination, 'a');
  } catch (cause) {
    throw new SettingError(`LOCAL_FUNCTION_LOG is "${destination}": ${(cause as Error).message}`, { cause });
  }
}

interface LogEntry {
  message?: unknown;
  error?: { name?: unknown; message?: unknown };
}

/** The message and the error of each structured log line at level ERROR or worse, on one line each. */
function errorsIn(chunk: string): string[] {
  if (!/"level":"(ERROR|CRITICAL)"/.test(chunk)) return [];
  return chunk.split('\n').flatMap((line) => {
    const entry = /"level":"(ERROR|CRITICAL)"/.test(line) ? parse(line) : null;
    if (entry === null) return [];
    const { message, error } = entry;
    const parts = [message, error?.name, error?.message].filter((part) => typeof part === 'string');
    return parts.length === 0 ? [] : [parts.join(': ').replace(/\s+/g, ' ')];
  });
}

/** Null for a line that is not JSON, or was split between chunks. */
function parse(line: string): LogEntry | null {
  try {
    return JSON.parse(line) as LogEntry;
  } catch {
    return null;
  }
}
