import { describe, expect, it } from 'vitest';
import { files, read } from './repository.ts';

/** Where rules are defined, each at the beginning of a paragraph, list item or table row: `**WS-1** …`. */
const specification = 'protocol/SPEC.md';
const definitions = [specification, 'docs/local-gateway.md'];

const definition = /^(?:[-*|] ?)?\*\*([A-Z]{2,4}-\d+)\*\*/gm;

function definedIn(path: string): string[] {
  return [...read(path).matchAll(definition)].flatMap(([, id]) => id ?? []);
}

const defined = definitions.flatMap(definedIn);
const prefixes = [...new Set(defined.map((id) => id.split('-')[0]))];
const quote = new RegExp(`\\b(?:${prefixes.join('|')})-\\d+\\b`, 'g');

const isText = (path: string) => /\.(ts|tsx|mjs|md|json|css|html)$/.test(path) && !path.endsWith('package-lock.json');
const quotedIn = (text: string): string[] => [...new Set(text.match(quote) ?? [])];

const comment = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;
const tests = files.filter((path) => /\.(test|spec)\.ts$/.test(path));
const tested = new Set(tests.flatMap((path) => quotedIn(read(path).replace(comment, ''))));

describe('the ids of rules', () => {
  it('are defined once', () => {
    expect(defined.filter((id, index) => defined.indexOf(id) !== index)).toEqual([]);
  });

  it('exist wherever a title, comment or document quotes one', () => {
    const unknown = files
      .filter(isText)
      .flatMap((path) => quotedIn(read(path)).map((id) => ({ path, id })))
      .filter(({ id }) => !defined.includes(id));
    expect(unknown).toEqual([]);
  });

  it('are each quoted by a test', () => {
    expect(defined.filter((id) => !tested.has(id))).toEqual([]);
  });
});
