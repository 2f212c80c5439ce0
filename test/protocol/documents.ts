import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { asyncApiDocument } from '../../protocol/docs/asyncapi.ts';
import { openApiDocument } from '../../protocol/docs/openapi.ts';

/** Any JSON object within a document; what is not there shows as a failed expectation. */
export type Node = Record<string, any>;

export const openApi: Node = openApiDocument();
export const asyncApi: Node = asyncApiDocument();

/** What a local `$ref` points at, or the node itself. */
export function resolve(document: Node, node: Node): Node {
  if (typeof node['$ref'] !== 'string') return node;
  const keys = node['$ref'].split('/').slice(1);
  return keys.reduce((at, key) => at[key.replaceAll('~1', '/')], document);
}

/** Checks a value against a schema that refers to the components of its document. */
export function validatorOf(document: Node, schema: Node): ValidateFunction {
  const options = { strict: false, allErrors: true };
  const ajv = document === openApi ? new Ajv2020(options) : new Ajv(options);
  addFormats.default(ajv);
  return ajv.compile({ ...schema, components: { schemas: document['components'].schemas } });
}

/** Every object in a document, with its path. */
export function* nodesOf(node: unknown, path = '#'): Generator<[string, Node]> {
  if (typeof node !== 'object' || node === null) return;
  yield [path, node];
  for (const [key, child] of Object.entries(node)) yield* nodesOf(child, `${path}/${key.replaceAll('/', '~1')}`);
}

export function refsOf(document: Node): string[] {
  return [...nodesOf(document)].flatMap(([, node]) => (typeof node['$ref'] === 'string' ? [node['$ref']] : []));
}
