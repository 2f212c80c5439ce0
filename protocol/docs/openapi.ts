import * as z from 'zod';
import { errorTable, type ErrorCode } from '../errors.ts';
import type { Endpoint } from '../endpoint.ts';
import { restBase } from '../limits.ts';
import { endpoints, statusOf, type EndpointName } from '../rest.ts';
import { problem } from '../results.ts';
import { gatewayError, hosts, license, version } from './about.ts';
import { Components, type Json } from './components.ts';
import { endpointDocs, tags, type ExampleName } from './endpoint-docs.ts';
import { bodies, problemOf } from './examples.ts';

const description = `The chat of a freelance marketplace over HTTP. What it changes is pushed to the WebSockets too.

Paths work with and without the trailing slash. Times are RFC 3339 UTC with milliseconds. Ids are opaque strings.
Errors are problem documents (RFC 9457) with a \`code\`; errors of the gateway itself have only a \`message\`.`;

/** Codes whose status API Gateway returns too, with a body of its own. */
const alsoOfGateway: readonly ErrorCode[] = ['unauthorized', 'rate_limited', 'internal'];

const codes = Object.keys(errorTable) as ErrorCode[];
const ref = (kind: string, name: string): Json => ({ $ref: `#/components/${kind}/${name}` });

function exampleOf(name: ExampleName): Json {
  return { examples: { [name]: ref('examples', name) } };
}

/** Codes with the same status share a response, named after the first: `conflict` includes `thread_inactive`. */
function responseName(code: ErrorCode): ErrorCode {
  return codes.find((other) => statusOf(other) === statusOf(code)) ?? code;
}

function errorResponse(components: Components, name: ErrorCode): Json {
  const same = codes.filter((code) => statusOf(code) === statusOf(name));
  const examples = Object.fromEntries(same.map((code) => [code, { value: problemOf(code) }]));
  const retryAfter = {
    description: 'Seconds until the next attempt, rounded up',
    schema: { type: 'integer', minimum: 0 },
  };
  return {
    description: same.map((code) => errorTable[code].title).join(' or '),
    ...(name === 'rate_limited' ? { headers: { 'Retry-After': retryAfter } } : {}),
    content: {
      'application/problem+json': { schema: components.schemaOf(problem, 'output'), examples },
      ...(alsoOfGateway.includes(name)
        ? { 'application/json': { schema: components.schemaOf(gatewayError, 'output') } }
        : {}),
    },
  };
}

function parameters(components: Components, place: 'path' | 'query', schema: z.ZodType | undefined): Json[] {
  if (schema === undefined) return [];
  const { properties, required } = components.schemaOf(schema, 'input') as {
    properties: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description: text, ...rest }]) => ({
    name,
    in: place,
    ...(text === undefined ? {} : { description: text }),
    ...(required?.includes(name) ? { required: true } : {}),
    schema: rest,
  }));
}

function successes(components: Components, name: EndpointName, endpoint: Endpoint): Json {
  const { response, statuses } = endpointDocs[name];
  const entries = Object.entries(endpoint.responses).map(([status, schema]) => {
    const text = statuses?.[Number(status)] ?? (schema === null ? 'Done' : 'OK');
    if (schema === null) return [status, { description: text }];
    const media = { schema: components.schemaOf(schema, 'output'), ...(response ? exampleOf(response) : {}) };
    return [status, { description: text, content: { 'application/json': media } }];
  });
  return Object.fromEntries(entries);
}

function failures(endpoint: Endpoint): Json {
  const all: ErrorCode[] = [...endpoint.errors, ...(endpoint.open ? [] : ['unauthorized' as const])];
  return Object.fromEntries(all.map((code) => [statusOf(code), ref('responses', responseName(code))]));
}

function operation(components: Components, name: EndpointName): Json {
  const endpoint: Endpoint = endpoints[name];
  const { tag, body } = endpointDocs[name];
  const inputs = [
    ...parameters(components, 'path', endpoint.params),
    ...parameters(components, 'query', endpoint.query),
  ];
  const media = endpoint.body && {
    schema: components.schemaOf(endpoint.body, 'input'),
    ...(body ? exampleOf(body) : {}),
  };
  return {
    operationId: name,
    summary: endpoint.summary,
    tags: [tag],
    ...(endpoint.open ? { security: [] } : {}),
    ...(inputs.length > 0 ? { parameters: inputs } : {}),
    ...(media ? { requestBody: { required: true, content: { 'application/json': media } } } : {}),
    responses: { ...successes(components, name, endpoint), ...failures(endpoint) },
  };
}

function paths(components: Components): Json {
  const result: Record<string, Json> = {};
  for (const [name, { path, method }] of Object.entries(endpoints)) {
    (result[path] ??= {})[method.toLowerCase()] = operation(components, name as EndpointName);
  }
  return result;
}

/** The REST API as an OpenAPI 3.1 document, generated from the schemas that the code runs. */
export function openApiDocument(): Json {
  const components = new Components('draft-2020-12');
  const errors = [...new Set(codes.map(responseName))];
  return {
    openapi: '3.1.1',
    info: { title: 'Marketplace chat', version, description, license },
    servers: [
      { url: restBase, description: 'Where this document is served' },
      { url: `https://{host}${restBase}`, description: 'On AWS', variables: { host: hosts.deployed } },
      {
        url: `http://127.0.0.1:{port}${restBase}`,
        description: 'On one machine',
        variables: { port: hosts.localPort },
      },
    ],
    security: [{ bearer: [] }],
    tags: Object.entries(tags).map(([name, text]) => ({ name, description: text })),
    paths: paths(components),
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      responses: Object.fromEntries(errors.map((code) => [code, errorResponse(components, code)])),
      examples: Object.fromEntries(Object.entries(bodies).map(([name, value]) => [name, { value }])),
      // Last, because the lines above collect them.
      schemas: components.all(),
    },
  };
}
