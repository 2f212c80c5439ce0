import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError, requireBody, sendError, sendJson } from './aws-protocol.ts';
import { originOf } from './request-origin.ts';
import type { RequestHead } from './request-target.ts';

const maxBodyBytes = 2 * 1_048_576;

export interface JsonCaller {
  authorization: string | undefined;
  /** `http(s)://HOST` at which the caller reached the service. */
  origin: string;
}

/** Runs one operation on the parsed body and returns the result. Throws an `AwsError`. */
export type JsonCall = (operation: string, body: unknown, caller: JsonCaller) => unknown;

/** Service and operation of a call in AWS's JSON protocols, from `X-Amz-Target`; null for any other request. */
export function jsonTarget({ method, headers }: RequestHead): { service: string; operation: string } | null {
  const [service = '', operation = ''] = String(headers['x-amz-target'] ?? '').split('.');
  return method === 'POST' && operation !== '' ? { service, operation } : null;
}

/** A service of AWS's JSON protocols; `service` is its name in `X-Amz-Target`. */
export function jsonService(service: string, call: JsonCall) {
  return {
    ownOriginOnly: true,
    serves: (request: RequestHead): boolean => jsonTarget(request)?.service === service,
    handle: (request: IncomingMessage, response: ServerResponse) =>
      answer(response, async () => {
        const body = await readJson(request);
        return call(jsonTarget(request)!.operation, body, callerOf(request));
      }),
  };
}

/** Refuses every call in AWS's JSON protocols. */
export const unknownTargets = {
  serves: (request: RequestHead): boolean => jsonTarget(request) !== null,
  handle: (request: IncomingMessage, response: ServerResponse) =>
    answer(response, async () => {
      await readJson(request);
      return refuseOperation(String(request.headers['x-amz-target']));
    }),
};

export function refuseOperation(name: string): never {
  throw new AwsError('UnknownOperationException', `${name} is not emulated`);
}

async function answer(response: ServerResponse, call: () => Promise<unknown>): Promise<void> {
  try {
    sendJson(response, 200, await call());
  } catch (error) {
    sendError(response, error);
  }
}

function callerOf(request: IncomingMessage): JsonCaller {
  return { authorization: request.headers.authorization, origin: originOf(request) };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const body = await requireBody(request, maxBodyBytes);
  try {
    return JSON.parse(body.toString('utf8') || '{}');
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON');
  }
}
