import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { errorTable } from '../../protocol/errors.ts';
import type { Endpoint } from '../../protocol/endpoint.ts';
import { endpoints } from '../../protocol/rest.ts';
import { nodesOf, openApi, resolve, validatorOf, type Node } from './documents.ts';

describe('OpenAPI', () => {
  test('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(openApi));
    expect(result).toEqual({ valid: true });
  });

  test.each(Object.entries(endpoints) as [string, Endpoint][])(
    '%s: every parameter, body, success and error',
    (name, endpoint) => {
      const operation = openApi['paths'][endpoint.path][endpoint.method.toLowerCase()];
      expect(operation).toMatchObject({ operationId: name, summary: endpoint.summary });
      const inPath = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const named = (place: string) =>
        (operation.parameters ?? []).filter((one: Node) => one['in'] === place).map((one: Node) => one['name']);
      expect(named('path')).toEqual(inPath);
      expect(named('query')).toEqual(Object.keys((endpoint.query as z.ZodObject | undefined)?.shape ?? {}));
      expect(operation.requestBody !== undefined).toBe(endpoint.body !== undefined);
      const errors = endpoint.open ? endpoint.errors : [...endpoint.errors, 'unauthorized' as const];
      const statuses = [...Object.keys(endpoint.responses), ...errors.map((code) => `${errorTable[code].status}`)];
      expect(new Set(Object.keys(operation.responses))).toEqual(new Set(statuses));
    },
  );

  test('whole numbers in paths and queries are integers, true and false are booleans', () => {
    const types = new Map<string, string>();
    for (const [, node] of nodesOf(openApi)) {
      for (const { name, schema } of node['parameters'] ?? []) types.set(name, resolve(openApi, schema)['type']);
    }
    const named = ['cursor', 'client', 'freelancer', 'job', 'id', 'user_id', 'attachment_id', 'view', 'emoji', 'q'];
    const strings = named.map((name) => [name, 'string'] as const);
    const integers = ['limit', 'seq', 'before_seq', 'after_seq', 'around_seq'].map(
      (name) => [name, 'integer'] as const,
    );
    expect(types).toEqual(
      new Map<string, string>([...strings, ...integers, ['is_active', 'boolean'], ['preview', 'boolean']]),
    );
  });

  test('every endpoint but the document itself needs a token', () => {
    expect(openApi['security']).toEqual([{ bearer: [] }]);
    const open = [...nodesOf(openApi['paths'])]
      .filter(([, node]) => 'security' in node)
      .map(([, node]) => [node['operationId'], node['security']]);
    expect(open).toEqual([['openapi', []]]);
  });

  test('errors are problem documents, and 429 has Retry-After', () => {
    for (const response of Object.values<Node>(openApi['components'].responses)) {
      expect(response['content']['application/problem+json'].schema).toEqual({ $ref: '#/components/schemas/Problem' });
    }
    expect(openApi['components'].responses.rate_limited.headers).toHaveProperty('Retry-After');
  });

  const media = [...nodesOf(openApi)].filter(([path, node]) => path.includes('/content/') && 'examples' in node);
  const examples = media.flatMap(([path, node]) =>
    Object.values<Node>(node['examples']).map(
      (example) => [path, node['schema'], resolve(openApi, example)['value']] as const,
    ),
  );

  test.each(examples)('%s: the example is valid', (_path, schema, example) => {
    const validate = validatorOf(openApi, schema);
    validate(example);
    expect(validate.errors).toBeNull();
  });

  test('every body has an example', () => {
    const bare = [...nodesOf(openApi)].filter(
      ([path, node]) => path.endsWith('application~1json') && !('examples' in node),
    );
    expect(bare.map(([, node]) => node['schema'])).toEqual(
      Array(3).fill({ $ref: '#/components/schemas/GatewayError' }),
    );
  });
});
