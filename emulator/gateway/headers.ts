import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { traceId } from '../primitives/ids.ts';

/** A header as sent, its name in the original case. */
export type Header = readonly [name: string, value: string];

/** The client's address, without the IPv6 prefix of an IPv4 address. */
export function sourceIpOf(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '');
}

function sentHeaders(request: IncomingMessage): Header[] {
  const headers: Header[] = [];
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    headers.push([request.rawHeaders[i] ?? '', request.rawHeaders[i + 1] ?? '']);
  }
  return headers;
}

/**
 * The client's headers in their order and case, and those that the load balancers in front of API Gateway add:
 * `X-Amzn-Trace-Id`, `X-Forwarded-For` (the client's address behind any that it sent), `-Port` and `-Proto`.
 */
export function forwardedHeaders(request: IncomingMessage, nowMs: number): Header[] {
  const isTls = (request.socket as TLSSocket).encrypted === true;
  const sent = sentHeaders(request);
  const known = new Map(sent.map(([name, value]) => [name.toLowerCase(), value]));
  const added: Header[] = [
    ['X-Amzn-Trace-Id', known.get('x-amzn-trace-id') ?? traceId(nowMs)],
    ['X-Forwarded-For', [known.get('x-forwarded-for'), sourceIpOf(request)].filter(Boolean).join(', ')],
    ['X-Forwarded-Port', String(request.socket.localPort ?? '')],
    ['X-Forwarded-Proto', isTls ? 'https' : 'http'],
  ];
  const replaced = new Set(added.map(([name]) => name.toLowerCase()));
  return [...sent.filter(([name]) => !replaced.has(name.toLowerCase())), ...added];
}

export function withoutHeaders(headers: readonly Header[], names: readonly string[]): Header[] {
  return headers.filter(([name]) => !names.includes(name.toLowerCase()));
}

/** `headers` and `multiValueHeaders` of payload format 1.0: a repeated header has its last value in `headers`. */
export function headerMaps(headers: readonly Header[]) {
  return multiValueMaps(headers, 'headers', 'multiValueHeaders');
}

/** `queryStringParameters` and `multiValueQueryStringParameters`; neither if there is no query. */
export function queryMaps(query: URLSearchParams) {
  const pairs = [...query];
  return pairs.length === 0 ? {} : multiValueMaps(pairs, 'queryStringParameters', 'multiValueQueryStringParameters');
}

function multiValueMaps<S extends string, M extends string>(pairs: readonly Header[], single: S, multi: M) {
  // Without a prototype: a parameter may be called `constructor`.
  const last: Record<string, string> = Object.create(null);
  const all: Record<string, string[]> = Object.create(null);
  for (const [name, value] of pairs) {
    last[name] = value;
    (all[name] ??= []).push(value);
  }
  return { [single]: last, [multi]: all } as Record<S, Record<string, string>> & Record<M, Record<string, string[]>>;
}
