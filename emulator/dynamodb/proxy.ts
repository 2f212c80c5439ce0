import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { AwsError, requireBody, sendError } from '../primitives/aws-protocol.ts';
import type { Caller, Callers } from '../iam/callers.ts';
import type { TableModel } from './model.ts';
import { happens } from '../runtime/faults.ts';
import type { Faults } from '../runtime/settings.ts';
import { accessRequestsOf } from './access.ts';
import type { CapacityCounter } from './capacity-counter.ts';
import { askForCapacity, takeCapacity, unitsOf } from './consumed-capacity.ts';
import type { ChangeCapture } from './change-capture.ts';
import type { EngineAnswer, EngineClient } from './engine-client.ts';
import { itemOperations, type ItemRequest } from './operations.ts';

export interface ProxyOptions {
  engine: EngineClient;
  /** Captures writes; null if the engine's own streams are used. */
  capture: ChangeCapture | null;
  tables: TableModel[];
  callers: Callers;
  capacity: CapacityCounter;
  faults: Faults;
}

/** DynamoDB's own limit of a request. */
const maxRequestBytes = 16 * 1024 * 1024;
const errorPrefix = 'com.amazonaws.dynamodb.v20120810#';
const contentType = { 'Content-Type': 'application/x-amz-json-1.0' };

/**
 * Passes calls of DynamoDB on to the engine. For functions it enforces their roles, counts consumed capacity and
 * injects the faults of the settings. Other callers are not restricted.
 */
export class DynamoDbProxy {
  readonly #options: ProxyOptions;

  constructor(options: ProxyOptions) {
    this.#options = options;
  }

  /** Answers one call. Never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const operation = String(request.headers['x-amz-target']).split('.').at(-1)!;
      const body = await requireBody(request, maxRequestBytes);
      const caller = this.#options.callers.find(request.headers.authorization);
      if (caller) await this.#restrict(caller, operation, body);
      const { status, body: answer } = await this.#forward(caller, operation, body);
      response.writeHead(status, { ...contentType, 'Content-Length': answer.length, 'x-amzn-RequestId': randomUUID() });
      response.end(answer);
    } catch (error) {
      sendError(response, error, contentType);
    }
  }

  /** Throws the caller's error if its role does not allow the call, or a fault happens. */
  async #restrict(caller: Caller, operation: string, body: Buffer): Promise<void> {
    for (const access of accessRequestsOf(operation, parseRequest(body), this.#options.tables)) {
      const refusal = this.#options.callers.refusalOf(caller, access);
      if (refusal !== null) throw new AwsError('com.amazon.coral.service#AccessDeniedException', refusal);
    }
    const { faults } = this.#options;
    const { LOCAL_DYNAMODB_DELAY_MS: delayMs } = faults;
    if (delayMs > 0) await setTimeout(delayMs);
    if (happens(faults, 'LOCAL_DYNAMODB_THROTTLE'))
      throw new AwsError(`${errorPrefix}ProvisionedThroughputExceededException`, throttled);
    if (happens(faults, 'LOCAL_DYNAMODB_500'))
      throw new AwsError(`${errorPrefix}InternalServerError`, 'Internal server error', 500);
  }

  async #forward(caller: Caller | null, operation: string, body: Buffer): Promise<EngineAnswer> {
    const kind = itemOperations[operation];
    if (!caller || !kind) return this.#send(operation, body);
    const question = askForCapacity(body);
    const answer = await this.#send(operation, question.body);
    const { body: stripped, capacity } = takeCapacity(answer.body);
    const { readUnits, writeUnits } = unitsOf(capacity, kind);
    this.#options.capacity.count(operation, readUnits, writeUnits);
    return question.asked ? answer : { status: answer.status, body: stripped };
  }

  async #send(operation: string, body: Buffer): Promise<EngineAnswer> {
    const { engine, capture } = this.#options;
    const written = capture && itemOperations[operation] === 'write' ? parseRequest(body) : null;
    try {
      return await (capture && written ? capture.send(operation, body, written) : engine.send(operation, body));
    } catch (cause) {
      throw new AwsError(
        `${errorPrefix}InternalServerError`,
        `The DynamoDB engine cannot be reached: ${(cause as Error).message}`,
        500,
      );
    }
  }
}

const throttled =
  'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.';

function parseRequest(body: Buffer): ItemRequest {
  try {
    return JSON.parse(body.toString('utf8')) as ItemRequest;
  } catch {
    throw new AwsError(
      'com.amazon.coral.service#SerializationException',
      'Start of structure or map found where not expected',
    );
  }
}
