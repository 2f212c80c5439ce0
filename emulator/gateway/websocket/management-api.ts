import type { IncomingMessage, ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { happens } from '../../runtime/faults.ts';
import type { Callers } from '../../iam/callers.ts';
import type { ServiceCall } from '../../runtime/calls.ts';
import type { HttpPart } from '../../runtime/plugin.ts';
import type { Faults } from '../../runtime/settings.ts';
import { sendAnswer } from '../../primitives/aws-protocol.ts';
import { readBody } from '../../primitives/request-body.ts';
import { requestTarget, type RequestHead } from '../../primitives/request-target.ts';
import type { Answer } from '../../primitives/respond.ts';
import type { Throttle } from '../../primitives/throttle.ts';
import { messageBytesMax, type OpenConnection } from './connection.ts';
import type { WebSocketGateway } from './gateway.ts';
import type { PushCounter } from './push-counter.ts';

export interface ManagementApiDependencies {
  gateway: WebSocketGateway;
  /** `arn:aws:execute-api:REGION:ACCOUNT` */
  arnPrefix: string;
  callers: Pick<Callers, 'refusal'>;
  pushes: PushCounter;
  faults: Faults;
  requests: Throttle;
}

interface Outcome {
  status: number;
  /** Name of the exception, which the SDK turns into the `name` of its error. */
  errorType?: string;
  body?: unknown;
}

const gone: Outcome = { status: 410, errorType: 'GoneException' };

const forbidden: Outcome = { status: 403, errorType: 'ForbiddenException', body: { message: 'Forbidden' } };

/** A path of this API: the part before `/@connections/`, and the connection's id, percent-decoded. */
interface ManagementPath {
  prefix: string;
  connectionId: string;
}

/**
 * The API Gateway management API (API reference of `apigatewaymanagementapi`): `POST`, `GET` and `DELETE` on
 * `/@connections/{id}`, with or without the stage as a prefix; any other prefix is forbidden.
 */
export class ManagementApi implements HttpPart {
  readonly ownOriginOnly = true;

  constructor(private readonly dependencies: ManagementApiDependencies) {}

  get api() {
    return this.dependencies.gateway.api;
  }

  serves(request: RequestHead): boolean {
    return managementPath(request) !== null;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, messageBytesMax);
    sendAnswer(response, await this.#answer(request, body));
  }

  answer(call: ServiceCall): Promise<Answer> {
    return this.#answer(call, call.body.length > messageBytesMax ? null : call.body);
  }

  /** `body` is null if it exceeds the limit. */
  async #answer(head: RequestHead, body: Buffer | null): Promise<Answer> {
    const { LOCAL_MANAGEMENT_DELAY_MS: delayMs } = this.dependencies.faults;
    if (delayMs > 0) await setTimeout(delayMs);
    const { status, errorType, body: answer } = this.#outcome(head, managementPath(head)!, body);
    const headers = {
      'content-type': 'application/json',
      'x-amzn-RequestId': randomUUID(),
      ...(errorType === undefined ? {} : { 'x-amzn-ErrorType': errorType }),
    };
    return { status, headers, body: Buffer.from(answer === undefined ? '' : JSON.stringify(answer)) };
  }

  #outcome(head: RequestHead, { prefix, connectionId }: ManagementPath, body: Buffer | null): Outcome {
    if (prefix !== '' && prefix !== `/${this.api.stage}`) return forbidden;
    const method = head.method ?? 'GET';
    const refusal = this.#refusal(head, method, connectionId) ?? this.#disturbance();
    if (refusal !== null) return refusal;
    const connection = this.dependencies.gateway.find(connectionId);
    if (method === 'POST') return this.#post(connection, body);
    if (connection === undefined) return gone;
    if (method === 'GET') return { status: 200, body: description(connection) };
    connection.close(1000, 'Connection Closed Normally');
    return { status: 204 };
  }

  #refusal({ headers }: RequestHead, method: string, connectionId: string): Outcome | null {
    if (!['POST', 'GET', 'DELETE'].includes(method)) {
      return {
        status: 403,
        errorType: 'MissingAuthenticationTokenException',
        body: { message: 'Missing Authentication Token' },
      };
    }
    const { callers, arnPrefix } = this.dependencies;
    const resource = `${arnPrefix}:${this.api.apiId}/${this.api.stage}/${method}/@connections/${connectionId}`;
    const message = callers.refusal(headers.authorization, {
      action: 'execute-api:ManageConnections',
      resource,
    });
    return message === null ? null : { status: 403, errorType: 'AccessDeniedException', body: { message } };
  }

  /** The throttling of the account, and the faults that are set. */
  #disturbance(): Outcome | null {
    const { faults, requests } = this.dependencies;
    if (!requests.take() || happens(faults, 'LOCAL_MANAGEMENT_429')) {
      return { status: 429, errorType: 'LimitExceededException', body: { message: 'Too Many Requests' } };
    }
    if (!happens(faults, 'LOCAL_MANAGEMENT_500')) return null;
    return { status: 500, errorType: 'InternalServerErrorException', body: { message: 'Internal server error' } };
  }

  #post(connection: OpenConnection | undefined, body: Buffer | null): Outcome {
    if (body === null) {
      const message = `Message exceeds ${messageBytesMax} bytes`;
      return { status: 413, errorType: 'PayloadTooLargeException', body: { message } };
    }
    const { pushes, faults } = this.dependencies;
    if (connection !== undefined && happens(faults, 'LOCAL_MANAGEMENT_410')) connection.cut();
    const isThere = connection?.isOpen === true;
    pushes.count(isThere ? 'sent' : 'gone');
    if (!isThere) return gone;
    connection.send(body.toString());
    return { status: 200 };
  }
}

/** Parses a path of this API; null for any other path. The `@` may be encoded, as it is in what clients sign. */
function managementPath(request: RequestHead): ManagementPath | null {
  const [, prefix = '', id] = /^(.*)\/(?:@|%40)connections\/([^/]+)$/.exec(requestTarget(request).path) ?? [];
  return id === undefined ? null : { prefix, connectionId: decoded(id) };
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

function description({ info, lastActiveAtMs }: OpenConnection) {
  return {
    connectedAt: new Date(info.connectedAtMs).toISOString(),
    lastActiveAt: new Date(lastActiveAtMs).toISOString(),
    identity: { sourceIp: info.sourceIp, userAgent: info.userAgent ?? undefined },
  };
}
