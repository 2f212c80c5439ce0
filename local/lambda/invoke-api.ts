import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError, requireBody, sendError } from '../aws/http.ts';
import type { Callers } from '../iam/callers.ts';
import type { FunctionModel } from '../model.ts';
import { accountId, region } from '../assembly/pseudo-parameters.ts';
import type { Functions } from './functions.ts';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const maxPayloadBytes = { RequestResponse: 6_291_456, Event: 1_048_576, DryRun: 6_291_456 } as const;
type InvocationType = keyof typeof maxPayloadBytes;

const path = /^\/2015-03-31\/functions\/([^/?]+)\/invocations\/?(?:\?.*)?$/;

/** Whether a request is one of Lambda's Invoke API. */
export const isInvokeRequest = (request: IncomingMessage): boolean => request.method === 'POST' && path.test(request.url ?? '');

/**
 * Lambda's Invoke API, as the AWS SDKs and CLI call it. Never rejects.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export async function handleInvoke(
  { functions, callers }: { functions: Functions; callers: Callers },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const model = requireFunction(functions, decodeURIComponent(path.exec(request.url ?? '')?.[1] ?? ''));
    const type = invocationType(request);
    const refusal = callers.refusal(request.headers.authorization, { action: 'lambda:InvokeFunction', resource: model.arn });
    if (refusal !== null) throw new AwsError('AccessDeniedException', refusal, 403);
    const payload = await readPayload(request, maxPayloadBytes[type]);
    if (type === 'DryRun') return answer(response, 204, '', {});
    if (type === 'Event') return answer(response, 202, '', { 'x-amzn-RequestId': functions.invokeAsync(model.arn, payload) });
    await invoke(functions, model, payload, request, response);
  } catch (error) {
    sendError(response, error);
  }
}

async function invoke(functions: Functions, model: FunctionModel, payload: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const outcome = await functions.invoke(model.arn, payload, { clientContext: clientContext(request) });
  answer(response, 200, outcome.payload, {
    'x-amzn-RequestId': outcome.requestId,
    'X-Amz-Executed-Version': '$LATEST',
    ...(outcome.failed && { 'X-Amz-Function-Error': 'Unhandled' }),
  });
}

function answer(response: ServerResponse, status: number, payload: string, headers: Record<string, string>): void {
  const bytes = Buffer.from(payload);
  const length = status === 204 ? {} : { 'Content-Length': bytes.length };
  response.writeHead(status, { 'Content-Type': 'application/json', ...length, ...headers }).end(bytes);
}

function requireFunction(functions: Functions, name: string): FunctionModel {
  const model = functions.find(name);
  if (model) return model;
  const arn = name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${accountId}:function:${name}`;
  throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
}

function invocationType(request: IncomingMessage): InvocationType {
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (typeof type === 'string' && type in maxPayloadBytes) return type as InvocationType;
  throw new AwsError('InvalidParameterValueException', `Invocation type ${String(type)} is not RequestResponse, Event or DryRun`);
}

/** An empty body is an empty event. */
async function readPayload(request: IncomingMessage, maxBytes: number): Promise<string> {
  const text = (await requireBody(request, maxBytes)).toString('utf8') || '{}';
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new AwsError('InvalidRequestContentException', `Could not parse request body into json: ${(error as Error).message}`);
  }
}

/** Base64-encoded JSON, handed to the handler in its context. */
function clientContext(request: IncomingMessage): unknown {
  const header = request.headers['x-amz-client-context'];
  if (typeof header !== 'string') return undefined;
  try {
    return JSON.parse(Buffer.from(header, 'base64').toString('utf8'));
  } catch {
    throw new AwsError('InvalidRequestContentException', 'Client context must be a valid Base64-encoded JSON object.');
  }
}
