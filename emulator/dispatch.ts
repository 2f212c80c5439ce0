import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { ChaosApi } from '../local/dev/chaos-api.ts';
import type { DevApi } from '../local/dev/dev-api.ts';
import type { HttpGateway } from './gateway/http/gateway.ts';
import { requestTarget } from './primitives/request-target.ts';
import { respondJson } from './primitives/respond.ts';
import { isStagePath } from './gateway/websocket/handshake.ts';
import type { ManagementApi } from './gateway/websocket/management-api.ts';
import type { PageServer } from '../local/page/page-server.ts';

export interface Parts {
  http: HttpGateway;
  management: ManagementApi;
  dev: DevApi;
  chaos: ChaosApi;
  page: PageServer;
  /** The AWS services (Lambda, DynamoDB, EventBridge, SQS): answers a request of theirs and says so. */
  services: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/** Everything on one port: each request goes to the part that it is for, the page taking what is for none. */
export function requestListener(parts: Parts, log: (line: string) => void): RequestListener {
  return (request, response) => {
    dispatch(parts, request, response).catch((error: Error) => {
      log(`${request.method} ${requestTarget(request).path}: ${error.message}`);
      if (!response.headersSent) respondJson(response, 500, { message: 'Internal Server Error' });
      else response.destroy();
    });
  };
}

async function dispatch(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { http, management, dev, chaos, page, services } = parts;
  const { path } = requestTarget(request);
  const managementPath = management.pathOf(path);
  if (managementPath !== null) return management.handle(request, response, managementPath);
  if (services(request, response)) return;
  if (chaos.serves(path)) return chaos.handle(request, response, path);
  if (dev.serves(path)) return dev.handle(request, response, path);
  if (http.serves(path)) return http.handle(request, response);
  if (isStagePath(management.api, path))
    return respondJson(response, 426, { message: 'Upgrade Required' }, { upgrade: 'websocket' });
  return page.handle(request, response, normalised(path));
}

/** The path without `.` and `..`, however they were written. */
function normalised(path: string): string {
  return URL.canParse(path, 'http://page') ? new URL(path, 'http://page').pathname : '/';
}
