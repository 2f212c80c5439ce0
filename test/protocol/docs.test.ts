import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { Components } from '../../protocol/docs/components.ts';
import { documents } from '../../protocol/docs/documents.ts';
import { asyncApi, nodesOf, openApi, refsOf, resolve } from './documents.ts';

describe('the committed documents', () => {
  test.each(Object.entries(documents()))('%s is what `npm run docs` writes', (path, text) => {
    expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'), 'stale: run `npm run docs`').toBe(text);
  });

  const both = [
    ['OpenAPI', openApi],
    ['AsyncAPI', asyncApi],
  ] as const;

  test.each(both)('%s has no dangling reference and no unused part', (_name, document) => {
    const refs = refsOf(document);
    for (const ref of refs) expect(resolve(document, { $ref: ref }), ref).toBeDefined();
    const used = new Set(refs);
    for (const kind of ['schemas', 'examples', 'responses', 'messages']) {
      for (const name of Object.keys(document['components'][kind] ?? {})) {
        expect(used, `${kind}/${name}`).toContain(`#/components/${kind}/${name}`);
      }
    }
  });

  test.each(both)('%s describes every field', (_name, document) => {
    const fields = [...nodesOf(document)]
      .filter(([path]) => path.endsWith('/properties'))
      .flatMap(([, node]) => Object.entries(node));
    for (const [name, field] of fields) expect(Object.keys(field), name).not.toEqual([]);
    expect(fields.length).toBeGreaterThan(50);
  });

  test('two schemas of one name are refused', () => {
    const components = new Components('draft-2020-12');
    components.schemaOf(z.string().meta({ id: 'Twice' }), 'output');
    expect(() => components.schemaOf(z.number().meta({ id: 'Twice' }), 'output')).toThrow('Twice');
  });
});
