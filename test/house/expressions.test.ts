import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'acorn';
import { simple } from 'acorn-walk';
import { transformSync } from 'esbuild';
import { isSafe } from 'redos-detector';
import { describe, expect, test } from 'vitest';
import { endpoints } from '../../protocol/rest.ts';

/** No regular expression that sees what users send takes more than linear time over it (ReDoS). */

const root = join(import.meta.dirname, '..', '..');
/** What runs where users reach it: what is deployed, and the page. */
const folders = ['protocol', 'lambdas', 'web'];
/** The build of the packages reads only this project's own sources. */
const building = join('web', 'packaging');

interface Found {
  where: string;
  expression: RegExp;
}

function expressionsIn(file: string): Found[] {
  const loader = file.endsWith('x') ? 'tsx' : 'ts';
  const { code } = transformSync(readFileSync(join(root, file), 'utf8'), { loader, format: 'esm', target: 'es2022' });
  const found: Found[] = [];
  simple(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }), {
    Literal({ regex }) {
      if (regex) found.push({ where: file, expression: new RegExp(regex.pattern, regex.flags) });
    },
  });
  return found;
}

const files = folders.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name))
    .filter((name) => !name.startsWith(building)),
);
/** Sees the paths of this project's own endpoints alone. */
const ofOwnText = String.raw`/\{(\w+)\}/g`;
const found = files.flatMap(expressionsIn).filter(({ expression }) => String(expression) !== ofOwnText);

/** The routes, as lambdas/gateway/http-event.ts makes expressions of them. */
const routes = Object.values(endpoints).map(
  ({ path }) =>
    new RegExp(
      `^${path
        .replace(/\/$/, '')
        .replace(/[.]/g, '\\.')
        .replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}/?$`,
    ),
);

/**
 * The names of groups and the case of letters, which the detector does not know, change nothing of the time
 * that it takes.
 */
function verdictOf({ source, flags }: RegExp) {
  return isSafe(new RegExp(source.replace(/\(\?<\w+>/g, '('), flags.includes('u') ? 'u' : ''), { maxScore: 200 });
}

describe('regular expressions', () => {
  test('the check can fail', () => {
    expect(verdictOf(/^(a+)+$/).safe).toBe(false);
    expect(found.length).toBeGreaterThan(10);
  });

  test.each(found.map(({ where, expression }) => [String(expression), where, expression] as const))(
    '%s in %s is safe',
    (_, __, expression) => {
      expect(verdictOf(expression)).toMatchObject({ safe: true });
    },
  );

  test.each(routes)('the route %s is safe', (expression) => {
    expect(verdictOf(expression)).toMatchObject({ safe: true });
  });
});
