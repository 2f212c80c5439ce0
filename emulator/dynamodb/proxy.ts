import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Caller, Callers } from '../iam/callers.ts';
import { AwsError, errorAnswer, requireBody, sendAnswer } from '../primitives/aws-protocol.ts';
import { jsonTarget } from '../primitives/json-service.ts';
import type { RequestHead } from '../primitives/request-target.ts';
import type { Answer } from '../primitives/respond.ts';
import type { ServiceCall } from '../runtime/calls.ts';
import { happens } from '../runtime/faults.ts';
import type { HttpPart } from '../runtime/plugin.ts';
import type { Faults } from '../runtime/settings.ts';
import { accessRequestsOf } from './access.ts';
import type { CapacityCounter } from './capacity-counter.ts';
import type { ChangeCapture } from './change-capture.ts';
import { asksForCapacity, takeCapacity, unitsOf } from './consumed-capacity.ts';
import type { EngineAnswer, EngineClient } from './engine-client.ts';
import type { TableModel } from './model.ts';
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
const contentType = { 'content-type': 'application/x-amz-json-1.0' };

/** A call whose body has been parsed. */
interface ParsedCall {
  operation: string;
  request: ItemRequest;
}

/**
 * Passes calls of DynamoDB on to the engine. For functions it enforces their roles, counts consumed capacity and
 * injects the faults of the settings. Other callers are not restricted.
 */
export class DynamoDbProxy implements HttpPart {
  readonly ownOriginOnly = true;
  readonly #options: ProxyOptions;

  constructor(options: ProxyOptions) {
    this.#options = options;
  }

  serves(request: RequestHead): boolean {
    return jsonTarget(request)?.service === 'DynamoDB_20120810';
  }

  /** Answers a call over HTTP. Never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await requireBody(request, maxRequestBytes);
      sendAnswer(response, await this.answer({ method: request.method, headers: request.headers, body }));
    } catch (error) {
      sendAnswer(response, errorAnswer(error, contentType));
    }
  }

  /** Answers a call. Never rejects. */
  async answer(call: Omit<ServiceCall, 'url'>): Promise<Answer> {
    try {
      const { operation } = jsonTarget(call)!;
      const { status, body } = await this.#call(operation, call);
      return { status, headers: { ...contentType, 'x-amzn-RequestId': randomUUID() }, body };
    } catch (error) {
      return errorAnswer(error, contentType);
    }
  }

  async #call(operation: string, { headers, body }: Omit<ServiceCall, 'url'>): Promise<EngineAnswer> {
    const caller = this.#options.callers.find(headers.authorization);
    if (caller) return this.#callAsFunction(caller, { operation, request: parseRequest(body) });
    const isWrite = itemOperations[operation] === 'write';
    if (isWrite) return this.#send({ operation, request: parseRequest(body) });
    return reached(this.#options.engine.send(operation, body));
  }

  async #callAsFunction(caller: Caller, call: ParsedCall): Promise<EngineAnswer> {
    this.#authorize(caller, call);
    await this.#disturb();
    const kind = itemOperations[call.operation];
    return kind === undefined ? this.#send(call) : this.#count(call, kind);
  }

  /** Throws the caller's error if its role does not allow the call. */
  #authorize(caller: Caller, { operation, request }: ParsedCall): void {
    for (const access of accessRequestsOf(operation, request, this.#options.tables)) {
      const refusal = this.#options.callers.refusalOf(caller, access);
      if (refusal !== null) throw new AwsError('com.amazon.coral.service#AccessDeniedException', refusal);
    }
  }

  /** Throws the caller's error if a fault happens. */
  async #disturb(): Promise<void> {
    const { faults } = this.#options;
    const { LOCAL_DYNAMODB_DELAY_MS: delayMs } = faults;
    if (delayMs > 0) await setTimeout(delayMs);
    if (happens(faults, 'LOCAL_DYNAMODB_THROTTLE'))
      throw new AwsError(`${errorPrefix}ProvisionedThroughputExceededException`, throttled);
    if (happens(faults, 'LOCAL_DYNAMODB_500'))
      throw new AwsError(`${errorPrefix}InternalServerError`, 'Internal server error', 500);
  }

  async #count({ operation, request }: ParsedCall, kind: 'read' | 'write'): Promise<EngineAnswer> {
    const isAsked = asksForCapacity(request);
    const asking = isAsked ? request : { ...request, ReturnConsumedCapacity: 'TOTAL' };
    const answer = await this.#send({ operation, request: asking });
    const { body: stripped, capacity } = takeCapacity(answer.body);
    const { readUnits, writeUnits } = unitsOf(capacity, kind);
    this.#options.capacity.count(operation, readUnits, writeUnits);
    return isAsked ? answer : { status: answer.status, body: stripped };
  }

  #send({ operation, request }: ParsedCall): Promise<EngineAnswer> {
    const { engine, capture } = this.#options;
    const isCaptured = capture !== null && itemOperations[operation] === 'write';
    return reached(isCaptured ? capture.send(operation, request) : engine.send(operation, JSON.stringify(request)));
  }
}

/** Throws the caller's error if the engine does not answer. */
async function reached(answer: Promise<EngineAnswer>): Promise<EngineAnswer> {
  try {
    return await answer;
  } catch (cause) {
    throw new AwsError(
      `${errorPrefix}InternalServerError`,
      `The DynamoDB engine cannot be reached: ${(cause as Error).message}`,
      500,
    );
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
