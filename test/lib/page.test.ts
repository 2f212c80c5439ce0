import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildPage } from '../../lib/page.ts';

const pageConfig = 'export default { root: import.meta.dirname, build: { emptyOutDir: true } };';
const widgetConfig = `
  const rolldownOptions = { input: import.meta.dirname + '/index.js', output: { entryFileNames: 'widget.js' } };
  export default { root: import.meta.dirname, build: { emptyOutDir: false, rolldownOptions } };
`;

/** A project whose page and widget are one line each. */
function project() {
  const folder = mkdtempSync(join(tmpdir(), 'chat-project-'));
  mkdirSync(join(folder, 'web', 'page'), { recursive: true });
  mkdirSync(join(folder, 'protocol'));
  writeFileSync(join(folder, 'package-lock.json'), '{}');
  writeFileSync(join(folder, 'web', 'page', 'vite.config.ts'), pageConfig);
  mkdirSync(join(folder, 'web', 'widget'));
  writeFileSync(join(folder, 'web', 'widget', 'vite.config.ts'), widgetConfig);
  writeFileSync(join(folder, 'web', 'widget', 'index.js'), 'console.log(1)');
  const index = join(folder, 'web', 'page', 'index.html');
  writeFileSync(index, '<p>first</p>');
  return { folder, index };
}

describe('the page', () => {
  it('is built if it is missing', async () => {
    const { folder } = project();
    const built = await buildPage(folder);
    expect(built).toBe(join(folder, 'dist', 'web'));
    expect(readFileSync(join(built, 'index.html'), 'utf8')).toContain('first');
    expect(readdirSync(join(folder, 'dist'))).toEqual(['web']);
  });

  it('is not built again if it is newer than its sources', async () => {
    const { folder } = project();
    const before = statSync(await buildPage(folder));
    expect(statSync(await buildPage(folder)).ino).toBe(before.ino);
  });

  it('is built again if a source is newer', async () => {
    const { folder, index } = project();
    await buildPage(folder);
    writeFileSync(index, '<p>second</p>');
    const later = Date.now() / 1_000 + 60;
    utimesSync(index, later, later);
    expect(readFileSync(join(await buildPage(folder), 'index.html'), 'utf8')).toContain('second');
  });

  it('is whole for each of several that build it at once', async () => {
    const { folder } = project();
    const built = await Promise.all([buildPage(folder), buildPage(folder), buildPage(folder)]);
    expect(built.map((one) => readdirSync(one))).toEqual(Array(3).fill(['index.html', 'widget.js']));
    expect(readdirSync(join(folder, 'dist'))).toEqual(['web']);
  });

  it('that cannot be built leaves the one that is there, and nothing half done', async () => {
    const { folder, index } = project();
    await buildPage(folder);
    writeFileSync(index, '<script type="module" src="/missing.ts"></script>');
    const later = Date.now() / 1_000 + 60;
    utimesSync(index, later, later);
    await expect(buildPage(folder)).rejects.toThrow(/missing\.ts/);
    expect(readdirSync(join(folder, 'dist'))).toEqual(['web']);
    expect(existsSync(join(folder, 'dist', 'web', 'index.html'))).toBe(true);
  });
});
