import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLogSink } from '../../runtime/log-sink.ts';
import { SettingError } from '../../runtime/settings.ts';
import { startFixture, temporaryFolder } from '../support/fixture-app.ts';

test('by default only errors are shown, one line each', () => {
  const lines: string[] = [];
  const sink = openLogSink('off', (line) => lines.push(line));
  const entries = [
    { level: 'INFO', message: 'fine' },
    { level: 'ERROR', message: 'it "broke"' },
    {
      level: 'ERROR',
      message: 'frame failed',
      error: { name: 'TypeError', message: 'x\n  is no function', stack: 'TypeError: x\n at y' },
    },
    { level: 'ERROR' },
  ];
  sink.output(
    'frame',
    `${entries.map((entry) => JSON.stringify(entry)).join('\n')}\nplain\n{"level":"ERROR","message":"cut\n`,
  );
  sink.failure('frame', 'TypeError: x');
  expect(lines).toEqual([
    'frame: it "broke"',
    'frame: frame failed: TypeError: x is no function',
    'frame: TypeError: x',
  ]);
});

test('the file receives everything that a function prints, each line with the function’s name', async () => {
  const file = join(temporaryFolder(), 'functions.log');
  const code =
    'export const handler = async () => { console.log("one\\ntwo"); console.error("three"); await new Promise((resolve) => setTimeout(resolve, 50)); };';
  const { functions, close } = await startFixture({ talker: { code } }, { settings: { LOCAL_FUNCTION_LOG: file } });
  await functions.invoke('talker', '{}');
  await close();
  expect(readFileSync(file, 'utf8').split('\n').sort()).toEqual(['', 'talker: one', 'talker: three', 'talker: two']);
});

test('output after the end is dropped', () => {
  const file = join(temporaryFolder(), 'functions.log');
  const sink = openLogSink(file);
  sink.close();
  sink.output('frame', 'late\n');
  expect(readFileSync(file, 'utf8')).toBe('');
});

test('a file that cannot be opened is a setting error of one line', () => {
  expect(() => openLogSink(temporaryFolder())).toThrow(SettingError);
});
