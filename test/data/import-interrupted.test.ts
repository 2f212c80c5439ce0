import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, expect, inject, onTestFinished, test } from 'vitest';
import { runImport } from '../../import/run.ts';
import { importInto, OldDatabase } from '../support/old-database.ts';
import { changedRows, rowsOf, type Rows } from '../support/table-rows.ts';
import { createWorld, type World } from '../support/world.ts';

const engineUrl = inject('dataEngineUrl');
const old = new OldDatabase();
afterAll(() => old.close());

/** The engine, for as many calls as given; all later ones are refused, as if the import had been killed. */
async function mortalEngine(calls: number): Promise<string> {
  let left = calls;
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(request);
    left -= 1;
    if (left < 0) return response.writeHead(400).end('{"__type":"ValidationException","message":"no more calls"}');
    const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers as Record<string, string>;
    const answered = await fetch(engineUrl, { method: 'POST', headers, body });
    const type = answered.headers.get('content-type') ?? 'application/x-amz-json-1.0';
    return response.writeHead(answered.status, { 'content-type': type }).end(await answered.text());
  };
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The rows but for the version of an unread row, which each write makes anew. */
async function contentOf(world: World): Promise<Rows> {
  const rows = await rowsOf(world);
  for (const row of rows.values()) if ('version' in row) delete row.version;
  return rows;
}

/** Each goes on where the one before was interrupted: in the first batches, between threads, in the comparison. */
const callsOfEach = [3, 12, 31, 60, 95];

test('interrupted at many points and started again, an import leaves what an uninterrupted one does (IM-2)', async () => {
  const [whole, interrupted] = [await createWorld(), await createWorld()];
  expect(await importInto(whole, old.url)).toMatchObject({ isComplete: true });
  for (const calls of callsOfEach) {
    const target = {
      tableName: interrupted.tableName,
      region: null,
      endpoint: await mortalEngine(calls),
      isLocal: true,
    };
    const output = { print: () => undefined, progress: new PassThrough().resume() };
    const options = { from: old.url, target, timeZone: null, dryRun: false };
    await expect(runImport(options, output), `after ${calls} calls`).rejects.toThrow('no more calls');
  }
  const { isComplete, lines } = await importInto(interrupted, old.url);
  expect(isComplete).toBe(true);
  expect(lines).not.toContain('added: 15 threads, 400 messages');
  expect(changedRows(await contentOf(whole), await contentOf(interrupted))).toEqual([]);
});
