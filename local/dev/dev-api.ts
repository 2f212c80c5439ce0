import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  readBody,
  requestTarget,
  respondJson,
  type EventBus,
  type HttpPart,
  type RunningServices,
} from 'cdk-app-emulator';
import { ChatError } from '../../protocol/errors.ts';
import type { DevelopmentIssuer } from '../issuer/development-issuer.ts';
import { parseTokenRequest } from '../issuer/token-request.ts';
import { demoUsers } from './demo-users.ts';

export interface DevApiDependencies {
  issuer: DevelopmentIssuer;
  stats: RunningServices['stats'];
  bus: Pick<EventBus, 'recent'>;
}

/** What exists only on one machine: tokens, demo users, counts, events, the development issuer's documents. */
export class DevApi implements HttpPart {
  constructor(private readonly dependencies: DevApiDependencies) {}

  serves(request: IncomingMessage): boolean {
    return /^\/(dev|\.well-known)\//.test(requestTarget(request).path);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { path } = requestTarget(request);
    const { issuer, stats, bus } = this.dependencies;
    const document = issuer.document(path);
    if (document !== null) return respondJson(response, 200, document);
    switch (`${request.method} ${path}`) {
      case 'POST /dev/token':
        return this.#token(request, response);
      case 'GET /dev/users':
        return respondJson(response, 200, Object.values(demoUsers));
      case 'GET /dev/stats':
        return respondJson(response, 200, stats.snapshot());
      case 'GET /dev/events':
        return respondJson(response, 200, bus.recent);
      case 'POST /dev/stats/reset':
        stats.reset();
        return respondJson(response, 200, stats.snapshot());
      default:
        return respondJson(response, 404, { message: 'Not Found' });
    }
  }

  async #token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, 64 * 1024);
    try {
      const token = await this.dependencies.issuer.sign(parseTokenRequest(jsonOf(body)));
      respondJson(response, 200, { token });
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      const { code, message, details } = error;
      respondJson(response, 400, { code, message, details });
    }
  }
}

function jsonOf(body: Buffer | null): unknown {
  try {
    return JSON.parse((body ?? '').toString());
  } catch {
    throw new ChatError('bad_request', 'body: must be JSON', { details: [{ field: 'body', message: 'must be JSON' }] });
  }
}
