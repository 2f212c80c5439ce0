import openapi from '../../docs/openapi.json';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { functionNames } from '../../lambdas/platform/settings.ts';
import { bundledNames, bundleFunctions } from '../../lib/bundles.ts';

/** A folder with an entry for each function, and another one to bundle into. */
function project() {
  const source = mkdtempSync(join(tmpdir(), 'chat-lambdas-'));
  const out = mkdtempSync(join(tmpdir(), 'chat-bundles-'));
  for (const name of bundledNames) {
    // CommonJS asks for Node's modules by require, as some packages do.
    writeFileSync(join(source, 'sep.cjs'), "module.exports = require('node:path').posix.sep;");
    writeFileSync(
      join(source, `${name}.lambda.ts`),
      `import sep from './sep.cjs';\nexport const handler = () => '${name}' + sep;\n`,
    );
  }
  return { source, out };
}

describe('bundles', () => {
  it('are one module a function, in a folder of its own, that runs', async () => {
    const { source, out } = project();
    const codeFolderOf = await bundleFunctions(source, out);
    for (const name of bundledNames) {
      expect(readdirSync(codeFolderOf(name))).toEqual(['index.mjs']);
      const { handler } = await import(join(codeFolderOf(name), 'index.mjs'));
      expect(handler()).toBe(`${name}/`);
    }
  });

  it('are replaced only if they changed', async () => {
    const { source, out } = project();
    const codeFolderOf = await bundleFunctions(source, out);
    const files = bundledNames.map((name) => join(codeFolderOf(name), 'index.mjs'));
    files.forEach((file) => utimesSync(file, 1, 1));
    writeFileSync(join(source, 'frame.lambda.ts'), 'export const handler = () => 1;');
    await bundleFunctions(source, out);
    expect(bundledNames.filter((_, index) => statSync(files[index] as string).mtimeMs !== 1_000)).toEqual(['frame']);
    expect(readFileSync(join(codeFolderOf('frame'), 'index.mjs'), 'utf8')).not.toContain('sep');
  });

  it('fail by the name of a function that is to be deployed and has no file', async () => {
    const { source, out } = project();
    rmSync(join(source, 'http.lambda.ts'));
    await expect(bundleFunctions(source, out)).rejects.toThrow(
      /http\.lambda\.ts is missing: settingsOf names this function$/,
    );
  });

  it('fail by the name of a file that is no function to be deployed', async () => {
    const { source, out } = project();
    writeFileSync(join(source, 'extra.lambda.ts'), '');
    await expect(bundleFunctions(source, out)).rejects.toThrow(/extra\.lambda\.ts is not in settingsOf/);
  });
});

describe('the functions as they are deployed', async () => {
  const codeFolderOf = await bundleFunctions(
    join(import.meta.dirname, '../../lambdas'),
    mkdtempSync(join(tmpdir(), 'chat-deployed-')),
  );
  const code = Object.fromEntries(
    functionNames.map((name) => [name, readFileSync(join(codeFolderOf(name), 'index.mjs'), 'utf8')]),
  );

  it.each(functionNames)('%s is small: what is loaded at a cold start is waited for', (name) => {
    expect(code[name]?.length).toBeGreaterThan(10_000);
    // REST's function carries its description as well: data that a cold start need not compile.
    const description = name === 'http' ? JSON.stringify(openapi).length : 0;
    // The client of S3 has as many bytes as all the rest: no function of the send path has it.
    const storage = name === 'attachments' || name === 'remove-files' ? 240 * 1024 : 0;
    // Nobody waits for the one that encrypts pushes, with clients of five services.
    const pushes = name === 'notifications' ? 240 * 1024 : 0;
    // `connect` loads the client of Lambda only for Socket.IO.
    const lazily = name === 'connect' ? 120 * 1024 : 0;
    expect((code[name]?.length ?? 0) - description - storage - pushes - lazily).toBeLessThanOrEqual(480 * 1024);
  });

  /** A client of the SDK has its service's name in its code. */
  const clients = {
    DynamoDB: 'DynamoDB_20120810',
    sockets: '@connections',
    bus: 'AWSEvents',
    storage: 'CompleteMultipartUpload',
    queues: 'AmazonSQS',
    secrets: 'secretsmanager.',
  } as const;
  it.each([
    ['authorizer', []],
    ['connect', ['DynamoDB', 'sockets']],
    ['disconnect', ['DynamoDB', 'sockets']],
    ['frame', ['DynamoDB', 'sockets']],
    ['http', ['DynamoDB', 'sockets']],
    ['attachments', ['DynamoDB', 'sockets', 'storage']],
    ['remove-files', ['DynamoDB', 'storage']],
    ['scan-result', ['DynamoDB', 'sockets']],
    ['system-message', ['DynamoDB', 'sockets']],
    ['publish-changes', ['DynamoDB', 'sockets', 'bus', 'queues']],
    ['notifications', ['DynamoDB', 'sockets', 'bus', 'queues', 'secrets']],
  ] as const)('%s carries the clients that it uses and no other', (name, used) => {
    expect(
      Object.entries(clients)
        .filter(([, mark]) => code[name]?.includes(mark))
        .map(([client]) => client),
    ).toEqual(used);
  });
});
