import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { readOptions } from '../../import/options.ts';
import { startProgress } from '../../import/report/progress-line.ts';

const from = ['--from', 'sqlite:///db.sqlite3'];

describe('the command line', () => {
  test('names a table, or an app of this machine', () => {
    expect(readOptions([...from, '--to', 'chat', '--region', 'eu-central-1'])).toEqual({
      from: 'sqlite:///db.sqlite3',
      target: { tableName: 'chat', region: 'eu-central-1', endpoint: null, isLocal: false },
      timeZone: null,
      dryRun: false,
    });
    expect(readOptions([...from, '--url', 'http://127.0.0.1:8006/']).target).toMatchObject({
      endpoint: 'http://127.0.0.1:8006',
      isLocal: true,
    });
  });

  test('needs neither for a dry run', () => {
    expect(readOptions([...from, '--dry-run'])).toMatchObject({ target: null, dryRun: true });
  });

  test.each([
    [['--to', 'chat'], /^--from is missing/],
    [from, /^--to or --url is missing/],
    [[...from, '--url', 'https://chat.example.com'], /^--url must be an app on this machine/],
    [[...from, '--url', 'here'], /^--url must be a URL/],
    [[...from, '--to', 'chat', '--endpoint', 'here'], /^--endpoint must be a URL/],
    [[...from, '--url', 'http://localhost:1', '--endpoint', 'http://localhost:2'], /^--endpoint cannot be used/],
    [[...from, '--to', 'chat', '--time-zone', 'Mars'], /^--time-zone: Mars is no time zone/],
    [[...from, '--tables'], /--tables/],
  ])('%j is refused, naming the argument', (args, message) => expect(() => readOptions(args)).toThrow(message));
});

describe('progress (IM-5)', () => {
  function shown(isTTY: boolean): string {
    const stream = Object.assign(new PassThrough(), {
      isTTY,
      cursorTo: () => true,
      clearLine: () => true,
      columns: 80,
    });
    let nowMs = 0;
    const progress = startProgress({ phase: 'importing', total: 1_000, stream, nowMs: () => nowMs });
    for (let step = 0; step < 4; step += 1) {
      nowMs += 2_000;
      progress.add(200);
    }
    progress.end();
    return String(stream.read());
  }

  test('is a line now and then where there is no terminal', () => {
    expect(shown(false)).toBe(
      'importing: 600 of 1000 messages, 100/s, 4 s left\nimporting: 800 of 1000 messages, 100/s, 2 s left\n',
    );
  });

  test('is a bar with rate and remaining time on a terminal', () => {
    expect(shown(true)).toMatch(/importing \[.+\] 80% · 800 of 1000 messages · 100\/s · .+ left/);
  });
});
