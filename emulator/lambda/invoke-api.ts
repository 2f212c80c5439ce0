import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError, awsErrorOf, requireBody, sendJson } from '../primitives/aws-protocol.ts';
import { requestTarget, type RequestHead } from '../primitives/request-target.ts';
import type { Callers } from '../iam/callers.ts';
import type { FunctionModel } from '../runtime/functions.ts';
import { functionArn, parseFunctionName } from './function-name.ts';
import type { Functions } from '../runtime/functions.ts';
import { logResult } from './log-tail.ts';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const maxPayloadBytes = { RequestResponse: 6_291_456, Event: 1_048_576, DryRun: 6_291_456 } as const;
type InvocationType = keyof typeof maxPayloadBytes;

const operation = /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/;

/** Whether a request is one to Lambda. */
export const isLambdaRequest = (request: RequestHead): boolean =>
  requestTarget(request).path.startsWith('/2015-03-31/');

/**
 * Lambda's Invoke API, as the AWS SDKs and CLI call it. No other operation is emulated. Never rejects.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export async function handleLambda(
  parts: { functions: Functions; callers: Callers },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const { path, query } = requestTarget(request);
    const [, name] = operation.exec(path) ?? [];
    if (name === undefined || request.method !== 'POST') {
      throw new AwsError('UnknownOperationException', `${request.method} ${path} is not emulated`, 404);
    }
    const model = requireFunction(parts.functions, decoded(name), new URLSearchParams(query).get('Qualifier'));
    await invoke(parts, model, request, response);
  } catch (error) {
    request.resume();
    sendLambdaError(response, error);
  }
}

/** Sends an error in Lambda's own format, which its clients parse. */
function sendLambdaError(response: ServerResponse, error: unknown): void {
  const { type, message, status } = awsErrorOf(error);
  const body = { Type: status < 500 ? 'User' : 'Service', Message: message };
  sendJson(response, status, body, { 'content-type': 'application/json', 'x-amzn-ErrorType': type });
}

async function invoke(
  { functions, callers }: { functions: Functions; callers: Callers },
  model: FunctionModel,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const type = invocationType(request);
  const refusal = callers.refusal(request.headers.authorization, {
    action: 'lambda:InvokeFunction',
    resource: model.arn,
  });
  if (refusal !== null) throw new AwsError('AccessDeniedException', refusal, 403);
  const payload = await readPayload(request, maxPayloadBytes[type]);
  if (type === 'DryRun') return answer(response, 204, '', {});
  if (type === 'Event')
    return answer(response, 202, '', { 'x-amzn-RequestId': functions.invokeAsync(model.arn, payload) });
  await invokeNow(functions, model, payload, request, response);
}

async function invokeNow(
  functions: Functions,
  model: FunctionModel,
  payload: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const keepPrinted = request.headers['x-amz-log-type'] === 'Tail';
  const startedMs = performance.now();
  const outcome = await functions.invoke(model.arn, payload, { clientContext: clientContext(request), keepPrinted });
  answer(response, 200, outcome.payload, {
    'x-amzn-RequestId': outcome.requestId,
    'X-Amz-Executed-Version': '$LATEST',
    ...(outcome.failed && { 'X-Amz-Function-Error': 'Unhandled' }),
    ...(keepPrinted && { 'X-Amz-Log-Result': logResult(model, outcome, performance.now() - startedMs) }),
  });
}

function answer(response: ServerResponse, status: number, payload: string, headers: Record<string, string>): void {
  const bytes = Buffer.from(payload);
  const length = status === 204 ? {} : { 'Content-Length': bytes.length };
  response.writeHead(status, { 'Content-Type': 'application/json', ...length, ...headers }).end(bytes);
}

/** The function that name and qualifier identify. */
function requireFunction(functions: Functions, text: string, qualifier: string | null): FunctionModel {
  const named = parseFunctionName(text);
  if (named === null)
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${text}' at 'functionName' names no function`,
    );
  if (qualifier !== null && (named.qualifier ?? qualifier) !== qualifier) {
    throw new AwsError(
      'InvalidParameterValueException',
      `The function name's qualifier is ${named.qualifier}, not ${qualifier}`,
    );
  }
  const arn = functionArn({ ...named, qualifier: qualifier ?? named.qualifier });
  const model = functions.find(arn);
  if (!model) throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
  return model;
}

/** A name that cannot be decoded stays as it is, and is not valid. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function invocationType(request: IncomingMessage): InvocationType {
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (typeof type === 'string' && type in maxPayloadBytes) return type as InvocationType;
  throw new AwsError(
    'InvalidParameterValueException',
    `Invocation type ${String(type)} is not RequestResponse, Event or DryRun`,
  );
}

/** An empty body is an empty event. */
async function readPayload(request: IncomingMessage, maxBytes: number): Promise<string> {
  const text = (await requireBody(request, maxBytes)).toString('utf8') || '{}';
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new AwsError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${(error as Error).message}`,
    );
  }
}

/** Base64-encoded JSON, passed to the handler in its context. */
function clientContext(request: IncomingMessage): unknown {
  const header = request.headers['x-amz-client-context'];
  if (typeof header !== 'string') return undefined;
  try {
    return JSON.parse(Buffer.from(header, 'base64').toString('utf8'));
  } catch {
    throw new AwsError('InvalidRequestContentException', 'Client context must be a valid Base64-encoded JSON object.');
  }
}
