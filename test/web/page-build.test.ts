import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const firstLoadKb = 150;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chat-page-'));
  const configFile = join(import.meta.dirname, '../../web/page/vite.config.ts');
  await build({ configFile, logLevel: 'silent', build: { outDir: folder } });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (path: string) => readFileSync(join(folder, path), 'utf8');

/** The scripts in index.html, and those that they import statically. */
function firstLoad(): string[] {
  const files = new Set(
    [...read('index.html').matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((match) => match[1]!),
  );
  for (const file of files) {
    for (const match of read(file).matchAll(/(?:\bfrom|\bimport)\s*"\.\/([^"]+\.js)"/g))
      files.add(`assets/${match[1]}`);
  }
  return [...files];
}

describe('the built page', () => {
  it(`loads at most ${firstLoadKb} KB of compressed JavaScript first`, () => {
    const files = firstLoad();
    const bytes = files.reduce((sum, file) => sum + gzipSync(read(file)).length, 0);
    expect(files.length).toBeGreaterThan(0);
    expect(bytes).toBeGreaterThan(20 * 1024);
    expect(bytes).toBeLessThanOrEqual(firstLoadKb * 1024);
  });

  it.each([
    ['the OIDC client', /^oidc-.*\.js$/],
    ['the picker of emojis', /^ReactionPicker-.*\.js$/],
    ['the search of a conversation', /^ConversationSearch-.*\.js$/],
  ])('does not load %s first', (_, name) => {
    const part = readdirSync(join(folder, 'assets')).filter((file) => name.test(file));
    expect(part).toHaveLength(1);
    expect(firstLoad()).not.toContain(`assets/${part[0]}`);
  });

  it('does not load the development sign-in and its addresses first', () => {
    const scripts = readdirSync(join(folder, 'assets'))
      .filter((file) => file.endsWith('.js'))
      .map((file) => `assets/${file}`);
    const local = scripts.filter((file) => read(file).includes('/dev/'));
    expect(local.length).toBeGreaterThan(0);
    expect(firstLoad().filter((file) => local.includes(file))).toEqual([]);
  });

  it('contains the licences of the bundled packages', () => {
    const licences = read('licences.md');
    for (const name of ['react', 'react-dom', 'oidc-client-ts', 'idb', '@tanstack/react-virtual'])
      expect(licences).toContain(`## ${name} `);
    const headings = licences.match(/^## .*$/gm) ?? [];
    expect(headings.filter((heading) => !/\((MIT|ISC|0BSD|BSD-\d-Clause|Apache-2\.0)\)$/.test(heading))).toEqual([]);
  });

  it('contains no inline scripts or styles, and a Content-Security-Policy that forbids them', () => {
    const html = read('index.html');
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
    expect(html).toMatch(/http-equiv="Content-Security-Policy"/);
    expect(html).not.toMatch(/unsafe-/);
  });
});
