import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';

const firstLoadKb = 60;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chat-widget-'));
  const configFile = join(import.meta.dirname, '../../web/widget/vite.config.ts');
  await build({ configFile, logLevel: 'silent', build: { outDir: folder } });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The script that a site names, and those that it imports statically. */
function firstLoad(): string[] {
  const files = new Set(['widget.js']);
  for (const file of files) {
    for (const match of readFileSync(join(folder, file), 'utf8').matchAll(/(?:\bfrom|\bimport)\s*"\.\/([^"]+\.js)"/g))
      files.add(join(file, '..', match[1]!));
  }
  return [...files];
}

it(`the widget loads at most ${firstLoadKb} KB of compressed JavaScript before it shows anything`, () => {
  const bytes = firstLoad().reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0);
  expect(firstLoad().length).toBeGreaterThan(1);
  expect(bytes).toBeGreaterThan(20 * 1024);
  expect(bytes).toBeLessThanOrEqual(firstLoadKb * 1024);
});
