import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AssemblyError } from '../../assembly/cloud-assembly.ts';
import { synthesise } from '../../assembly/synthesise.ts';

/** A stand-in for the CDK app, in a folder from which tsx is found. */
let projectFolder: string;
const local = resolve(import.meta.dirname, '../../../.local');

beforeEach(() => {
  mkdirSync(local, { recursive: true });
  projectFolder = mkdtempSync(join(local, 'project-'));
  mkdirSync(join(projectFolder, 'bin'));
  writeApp(
    'const text: string = [process.env.SHOP_STAGE].join(); writeFileSync(join(process.env.CDK_OUTDIR!, "manifest.json"), text);',
  );
});
afterEach(() => rmSync(projectFolder, { recursive: true, force: true }));

function writeApp(code: string): void {
  writeFileSync(
    join(projectFolder, 'bin', 'app.ts'),
    `import { writeFileSync } from 'node:fs';\nimport { join } from 'node:path';\n${code}`,
  );
}

const run = (SHOP_STAGE = 'local') =>
  synthesise({
    projectFolder,
    entry: 'bin/app.ts',
    sources: ['bin'],
    variablePattern: /^SHOP_/,
    settings: { SHOP_STAGE },
  });
const assemblies = () => readdirSync(join(projectFolder, '.local', 'assembly'));

test('the CDK app runs with the settings, and the folder that it wrote is returned', async () => {
  expect(readFileSync(join(await run(), 'manifest.json'), 'utf8')).toBe('local');
});

test('an unchanged app is not synthesised again; changed sources or settings are', async () => {
  const first = await run();
  writeFileSync(join(first, 'manifest.json'), 'untouched');
  expect([await run(), readFileSync(join(first, 'manifest.json'), 'utf8')]).toEqual([first, 'untouched']);
  const otherSettings = await run('other');
  writeApp('writeFileSync(join(process.env.CDK_OUTDIR!, "manifest.json"), "new");');
  expect(new Set([first, otherSettings, await run()]).size).toBe(3);
});

test('two runs at once return the same complete folder', async () => {
  const [one, two] = await Promise.all([run(), run()]);
  expect([two, assemblies().length]).toEqual([one, 1]);
});

test('an app that fails returns one line, and leaves no folder', async () => {
  writeApp(
    'console.error("some warning"); console.error("rateLimit: SHOP_LIMIT is wrong, an error"); process.exitCode = 1;',
  );
  await expect(run()).rejects.toThrow(new AssemblyError('rateLimit: SHOP_LIMIT is wrong, an error'));
  expect(assemblies()).toEqual([]);
  writeApp('throw new TypeError("broken");');
  await expect(run()).rejects.toThrow(/^TypeError: broken$/);
  writeApp('process.exitCode = 1;');
  await expect(run()).rejects.toThrow(new AssemblyError('the CDK app failed and said nothing'));
});

test('a folder that was not used for a day is removed', async () => {
  const old = await run('old');
  utimesSync(old, 0, 0);
  const current = await run();
  expect(assemblies()).toEqual([current.split('/').at(-1)]);
});
