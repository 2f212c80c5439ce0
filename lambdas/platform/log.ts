import { currentInvocation } from './invocation.ts';

/**
 * Structured logs: one JSON line for each entry on stdout, which Lambda takes unchanged if the function's log format is
 * JSON. (Lambda, "Configuring JSON and plain text log formats".) Every line has the ids of the current call. Neither
 * tokens nor message texts may be logged: pass ids, codes and errors. (docs/decisions/005-logs-without-a-library.md)
 */

type Level = 'INFO' | 'WARN' | 'ERROR';
type Fields = Record<string, unknown>;

function plain(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause } = value;
  return { name, message, stack, ...(cause === undefined ? {} : { cause: plain(cause) }) };
}

function write(level: Level, message: string, fields: Fields): void {
  const entries = Object.entries(fields).map(([name, value]) => [name, plain(value)] as const);
  const line = {
    level,
    message,
    timestamp: new Date().toISOString(),
    service: 'chat',
    ...currentInvocation()?.ids,
    user_id: currentInvocation()?.userId,
    ...Object.fromEntries(entries),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

export const log = {
  info: (message: string, fields: Fields = {}) => write('INFO', message, fields),
  warn: (message: string, fields: Fields = {}) => write('WARN', message, fields),
  error: (message: string, fields: Fields = {}) => write('ERROR', message, fields),
};
