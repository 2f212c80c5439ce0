import { describe, expect, it } from 'vitest';
import { buildings } from './floors.ts';
import { files, imports, importsIn, read, sources, type Import } from './repository.ts';

const isIn = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);
const rooms = Object.values(buildings).flatMap(({ floors }) => floors);
const buildingOf = (path: string) => buildings[path.split('/')[0] ?? ''];

function roomOf(path: string): string | undefined {
  return rooms.filter((room) => isIn(path, room)).sort((a, b) => b.length - a.length)[0];
}

/** Whether an import runs downwards: to a building that this one uses, or to a lower floor of the same. */
function isAllowed({ from, to }: Import): boolean {
  const building = buildingOf(from);
  if (building === undefined) return false;
  if (building !== buildingOf(to)) return building.uses.some((used) => isIn(to, used));
  const floor = (path: string) => building.floors.indexOf(roomOf(path) ?? '');
  return floor(to) <= floor(from);
}

const textOf = ({ from, to }: Import) => `${from} → ${to}`;

describe('the architecture of test/house/floors.ts', () => {
  it('has a room for every source file', () => {
    expect(sources.filter((path) => path.includes('/') && roomOf(path) === undefined)).toEqual([]);
  });

  it('has a file for every room', () => {
    const used = new Set(sources.map(roomOf));
    expect(rooms.filter((room) => !used.has(room))).toEqual([]);
  });

  it('lists a building after those that it uses, so that none use each other', () => {
    const names = Object.keys(buildings);
    const wrong = names.filter((name, index) =>
      buildings[name]?.uses.some((used) => !names.slice(0, index).includes(used.split('/')[0] ?? '')),
    );
    expect(wrong).toEqual([]);
  });

  it('has no import that runs upwards', () => {
    const upwards = imports.filter((each) => !isAllowed(each)).map(textOf);
    expect(upwards).toEqual([]);
  });

  it.each([
    ['lambdas/chat/x.ts', "import { a } from '../../protocol/errors.ts';", true],
    ['lambdas/chat/x.ts', "import type { A } from '../data/store.ts';", false],
    ['lambdas/chat/model/x.ts', "import { a } from '../send-message.ts';", false],
    ['emulator/lambda/x.ts', "import { a } from '../../protocol/errors.ts';", false],
    ['web/react/x.ts', "import { a } from '@marketplace-chat/client';", true],
    ['web/client/x.ts', "export { a } from '@marketplace-chat/react';", false],
    ['local/x.ts', "const a = await import('../test/support/aws.ts');", false],
    ['measure/x.ts', "import { a } from '../bench/cost.ts';", false],
  ])('%s: %s is allowed: %s', (from, text, allowed) => {
    const [found] = importsIn(from, text);
    expect(found && isAllowed(found)).toBe(allowed);
  });
});

describe('the size of files', () => {
  it('is at most 300 lines', () => {
    // A translation is one file, so that it is made and read as one.
    const isTranslation = (path: string) => /^web\/components\/words\/(arabic|german)\.ts$/.test(path);
    const code = files.filter((path) => /\.(ts|tsx|mjs|css|html)$/.test(path) && !isTranslation(path));
    const long = code.filter((path) => read(path).split('\n').length > 301);
    expect(long).toEqual([]);
  });
});
