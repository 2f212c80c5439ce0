import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from 'cdk-app-emulator';
import { startDataEngine } from '../../measure/engines.ts';
import { runNode, spawnNode } from '../../measure/processes.ts';
import { createWorld, type World } from '../../measure/world.ts';
import { isLong, numberOf, seedOf } from '../chaos/length.ts';
import { startKillingProxy, type KillingProxy } from '../support/killing-proxy.ts';
import { importInto, OldDatabase } from '../support/old-database.ts';
import { Random } from '../support/random.ts';
import { changedRows, rowsOf, type Rows } from '../support/table-rows.ts';

let engine: Engine;
let proxy: KillingProxy;
let old: OldDatabase;
beforeAll(async () => {
  engine = await startDataEngine('embedded');
  proxy = await startKillingProxy(engine.endpoint);
  old = new OldDatabase();
});
afterAll(async () => {
  proxy?.close();
  await engine?.close();
  old?.close();
});

const environment = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };

const newTable = () => createWorld(engine.endpoint);

/** Unread rows have a new version with each write. */
function withoutVersions(rows: Rows): Rows {
  return new Map([...rows].map(([key, row]) => [key, { ...row, version: undefined }]));
}

/** Runs the import in a process of its own, which is killed before this call to DynamoDB. Returns whether it was. */
async function importUntil(call: number, { tableName }: World): Promise<boolean> {
  const to = ['--to', tableName, '--endpoint', proxy.url];
  const child = spawnNode('import/main.ts', ['--from', old.url, ...to], environment);
  proxy.killAt(call, () => child.kill('SIGKILL'));
  const [code] = (await once(child, 'close')) as [number | null];
  return code === null;
}

/** Calls of an import of the small database, about. */
const callsInAll = 200;

function killPoints(): number[] {
  if (!isLong) return [25, 90];
  const random = new Random(seedOf('IMPORT_SEED'));
  return Array.from({ length: numberOf('IMPORT_KILLS', 40) }, () => 1 + random.below(callsInAll));
}

test('an import that is killed at any point goes on, and ends as one that never was (IM-2)', async () => {
  const [killed, whole] = [await newTable(), await newTable()];
  await importInto(whole, old.url);
  for (const point of killPoints()) await importUntil(point, killed);
  const args = ['--from', old.url, '--to', killed.tableName, '--endpoint', engine.endpoint];
  const end = await runNode('import/main.ts', args, environment);
  expect(end).toMatchObject({ code: 0, stdout: expect.stringMatching(/messages: 400 in the old system, 400 here/) });
  expect(changedRows(withoutVersions(await rowsOf(whole)), withoutVersions(await rowsOf(killed)))).toEqual([]);
});

test('each command of docs/moving.md that imports the example runs', async () => {
  const other = await startDataEngine('embedded');
  await createWorld(other.endpoint);
  const document = readFileSync(new URL('../../docs/moving.md', import.meta.url), 'utf8');
  const commands = [...document.matchAll(/^npm run import -- (.*)$/gm)].map(([, args = '']) => args.trim());
  expect(commands.length).toBeGreaterThan(1);
  for (const command of commands) {
    const args = command.replace('http://127.0.0.1:8006', other.endpoint).split(' ');
    expect(await runNode('import/main.ts', args), command).toMatchObject({ code: 0 });
  }
  await other.close();
});

test('rows that cannot be imported end it with code 2, an argument that is wrong with code 1', async () => {
  old.send(8, 7, 'when?', 'yesterday');
  const reported = await runNode('import/main.ts', ['--from', old.url, '--dry-run']);
  expect(reported).toMatchObject({ code: 2, stdout: expect.stringMatching(/message \d+: sent_at is "yesterday"/) });
  const refused = await runNode('import/main.ts', ['--from', 'sqlite:///none.sqlite3', '--dry-run']);
  expect(refused).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^--from: there is no file .*\n$/),
  });
});
