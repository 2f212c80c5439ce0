import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { files, read } from './repository.ts';

const documents = files.filter((path) => path.endsWith('.md') && !path.startsWith('bench/results'));
const existing = new Set(files.flatMap((path) => foldersAbove(path)));

/** The path itself and every folder above it. */
function foldersAbove(path: string): string[] {
  return path === '.' ? [] : [path, ...foldersAbove(posix.dirname(path))];
}

/** The name that GitHub gives to a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```/gm, '');

function anchorsIn(path: string): Set<string> {
  const headings = [...withoutCode(read(path)).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
  const repeated = headings.map((anchor, index) => {
    const before = headings.slice(0, index).filter((other) => other === anchor).length;
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
  return new Set(repeated);
}

/** The links of a document that lead nowhere in this repository. */
function brokenLinksIn(document: string): string[] {
  const targets = [...withoutCode(read(document)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  const inside = targets.filter((target) => !/^[a-z]+:/.test(target));
  return inside.filter((target) => {
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? document : posix.join(posix.dirname(document), path).replace(/\/$/, '');
    if (!existing.has(file)) return true;
    return anchor !== undefined && file.endsWith('.md') && !anchorsIn(file).has(anchor);
  });
}

describe('documents', () => {
  it.each(documents)('%s: every link leads somewhere', (document) => {
    expect(brokenLinksIn(document)).toEqual([]);
  });

  it('docs/changing.md names files that exist', () => {
    const paths = [...read('docs/changing.md').matchAll(/`((?:protocol|lambdas|lib|web|smoke|test)\/[\w./-]*)`/g)].map(
      ([, path = '']) => path,
    );
    const missing = paths.filter((path) => !existing.has(path.replace(/\/$/, '')));
    expect(missing).toEqual(['lambdas/chat/set-topic.ts']);
  });

  it('each promise of docs/reliability.md names a test that exists', () => {
    const rows = read('docs/reliability.md')
      .split('\n')
      .filter((line) => line.includes('` "'));
    const missing = rows.filter((row) => {
      const [, file = '', title = ''] = /`([\w/.-]+\.ts)` "(.+)" \|$/.exec(row) ?? [];
      const path = posix.join('test', file);
      return title === '' || !existing.has(path) || !read(path).includes(title);
    });
    expect(rows.length).toBeGreaterThan(30);
    expect(missing).toEqual([]);
  });
});
