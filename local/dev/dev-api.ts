import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  readBody,
  requestTarget,
  respondJson,
  serviceEvent,
  type AppModel,
  type EventBus,
  type HttpPart,
  type RunningServices,
} from 'cdk-app-emulator';
import * as z from 'zod';
import { ChatError } from '../../protocol/errors.ts';
import { parse } from '../../protocol/parse.ts';
import type { DevelopmentIssuer } from '../issuer/development-issuer.ts';
import { parseTokenRequest } from '../issuer/token-request.ts';
import { demoUsers } from './demo-users.ts';

export interface DevApiDependencies {
  issuer: DevelopmentIssuer;
  stats: RunningServices['stats'];
  bus: Pick<EventBus, 'recent' | 'put'>;
  buses: AppModel['buses'];
}

/** Events have up to 1 MB. */
const bodyBytesMax = 2 * 1_048_576;

/** What exists only on one machine: tokens, demo users, counts, events. */
export class DevApi implements HttpPart {
  readonly ownOriginOnly = true;

  constructor(private readonly dependencies: DevApiDependencies) {}

  serves(request: IncomingMessage): boolean {
    return requestTarget(request).path.startsWith('/dev/');
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const answer = await this.#answer(request);
      if (answer === null) respondJson(response, 404, { message: 'Not Found' });
      else respondJson(response, 200, answer);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      const { code, message, details } = error;
      respondJson(response, 400, { code, message, details });
    }
  }

  /** Null if the call does not exist. */
  async #answer(request: IncomingMessage): Promise<unknown> {
    const { issuer, stats, bus } = this.dependencies;
    switch (`${request.method} ${requestTarget(request).path}`) {
      case 'POST /dev/token':
        return { token: await issuer.sign(parseTokenRequest(await jsonOf(request))) };
      case 'GET /dev/users':
        return Object.values(demoUsers);
      case 'GET /dev/stats':
        return stats.snapshot();
      case 'POST /dev/stats/reset':
        stats.reset();
        return stats.snapshot();
      case 'GET /dev/events':
        return bus.recent;
      case 'POST /dev/events':
        return this.#put(await jsonOf(request));
      default:
        return null;
    }
  }

  /** Puts an event on a bus as an AWS service does. */
  #put(body: unknown): { id: string } {
    const { bus, buses } = this.dependencies;
    const names = buses.map(({ name }) => name);
    const busName = z.string().refine((name) => names.includes(name), `must be one of ${names.join(', ')}`);
    const put = parse(z.object({ bus: busName, event: serviceEvent }), body);
    bus.put(put.bus, put.event);
    return { id: put.event.id };
  }
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request, bodyBytesMax);
  try {
    return JSON.parse((body ?? '').toString());
  } catch {
    throw new ChatError('bad_request', 'body: must be JSON', { details: [{ field: 'body', message: 'must be JSON' }] });
  }
}
