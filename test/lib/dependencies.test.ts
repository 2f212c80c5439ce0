import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Package {
  license?: string;
  dev?: boolean;
  integrity?: string;
  link?: boolean;
}

const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as {
  packages: Record<string, Package>;
};
/** Without this repository and its workspaces, which are in it themselves and linked to. */
const packages = Object.entries(lock.packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);

/** Packages that name their licence in the old form, `licenses`, which no lock file copies. */
const inOldForm: Record<string, string> = { 'node_modules/xmlhttprequest-ssl': 'MIT' };

/** Use, change and pass on, for a notice: no word of what is built upon them. (SPDX License List.) */
const permissive = ['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0'];
/** Its licence covers only its own files, which are deployed unchanged. */
const unchanged = ['node_modules/web-push'];
/** Licences that cover only changes of the files themselves: accepted for tools that are not distributed. */
const forTools = [...permissive, 'MPL-2.0'];

/**
 * Whether one of the licences that an SPDX expression lets choose from is among the given; without one nothing is
 * allowed.
 */
function isLicensed(expression: string | undefined, allowed: string[]): boolean {
  if (expression === undefined || / AND | WITH /.test(expression)) return false;
  return expression
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((licence) => allowed.includes(licence));
}

describe('the packages that this is built of', () => {
  it('are licensed for use in what is deployed', () => {
    const refused = packages.filter(
      ([path, { license, dev }]) => !dev && !isLicensed(license, unchanged.includes(path) ? forTools : permissive),
    );
    expect(refused.map(([path, { license }]) => [path, license])).toEqual([]);
  });

  it('are licensed for use as tools', () => {
    const refused = packages.filter(
      ([path, { license = inOldForm[path], dev }]) => dev && !isLicensed(license, forTools),
    );
    expect(refused.map(([path, { license }]) => [path, license])).toEqual([]);
  });

  it.each([
    [undefined, false],
    ['MIT', true],
    ['(MIT OR GPL-3.0-or-later)', true],
    ['GPL-3.0-or-later', false],
    ['MIT AND GPL-3.0-or-later', false],
    ['SEE LICENSE IN LICENSE', false],
  ])('%s: %s', (expression, licensed) => {
    expect(isLicensed(expression, permissive)).toBe(licensed);
  });

  it('are what the lock file says, by their hashes', () => {
    // What a package brings inside its own archive is covered by the hash of that.
    const open = packages.filter(
      ([path, { integrity }]) => integrity === undefined && !/node_modules\/.+\/node_modules\//.test(path),
    );
    expect(open.map(([path]) => path)).toEqual([]);
  });
});
