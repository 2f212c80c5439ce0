import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DynamoDbProxy } from './dynamodb/proxy.ts';
import type { EventBus } from './events/event-bus.ts';
import { putEvents } from './events/put-events.ts';
import type { Callers } from './iam/callers.ts';
import type { Functions } from './runtime/functions.ts';
import { handleLambda, isLambdaRequest } from './lambda/invoke-api.ts';
import type { BusModel } from './runtime/model.ts';
import type { LocalQueues } from './sqs/local-queues.ts';
import { callSqs } from './sqs/sqs-api.ts';
import { AwsError, requireBody, sendError, sendJson } from './primitives/aws-protocol.ts';

export interface ServiceParts {
  functions: Functions;
  callers: Callers;
  dynamoDb: DynamoDbProxy;
  bus: EventBus;
  buses: BusModel[];
  queues: LocalQueues;
}

/** Answers a request of one of the services and says so; false for any other request. */
export type Services = (request: IncomingMessage, response: ServerResponse) => boolean;

const maxBodyBytes = 2 * 1_048_576;

/** The AWS services that answer on one machine, told apart as their SDKs call them: by path (Lambda) or by `X-Amz-Target`. */
export function createServices(parts: ServiceParts): Services {
  return (request, response) => {
    const handle = handlerOf(parts, request);
    if (handle) void handle(request, response);
    return handle !== null;
  };
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

function handlerOf(parts: ServiceParts, request: IncomingMessage): Handler | null {
  if (isLambdaRequest(request)) return (incoming, response) => handleLambda(parts, incoming, response);
  const [service = '', operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
  if (request.method !== 'POST' || operation === '') return null;
  switch (service) {
    case 'DynamoDB_20120810':
      return (incoming, response) => parts.dynamoDb.handle(incoming, response);
    case 'AWSEvents':
      return answering((body, { headers }) => callEvents(parts, operation, body, headers.authorization));
    case 'AmazonSQS':
      return answering((body, incoming) =>
        callSqs(parts.queues, parts.callers, {
          operation,
          body,
          authorization: incoming.headers.authorization,
          origin: originOf(incoming),
        }),
      );
    default:
      return answering(() => refuseOperation(`${service}.${operation}`));
  }
}

/** Where the caller reached this service. */
function originOf({ headers, socket }: IncomingMessage): string {
  return `http${'encrypted' in socket ? 's' : ''}://${headers.host ?? '127.0.0.1'}`;
}

function callEvents(parts: ServiceParts, operation: string, body: unknown, authorization: string | undefined): unknown {
  return operation === 'PutEvents' ? putEvents(parts, body, authorization) : refuseOperation(operation);
}

function refuseOperation(name: string): never {
  throw new AwsError('UnknownOperationException', `${name} is not reproduced on one machine`);
}

function answering(call: (body: unknown, request: IncomingMessage) => unknown): Handler {
  return async (request, response) => {
    try {
      sendJson(response, 200, await call(await readJson(request), request));
    } catch (error) {
      sendError(response, error);
    }
  };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const body = await requireBody(request, maxBodyBytes);
  try {
    return JSON.parse(body.toString('utf8') || '{}');
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON');
  }
}
