import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { DevApi } from './dev/dev-api.ts';
import type { HttpGateway } from './gateway/http/gateway.ts';
import { respondJson } from './gateway/respond.ts';
import { isStagePath } from './gateway/websocket/handshake.ts';
import type { ManagementApi } from './gateway/websocket/management-api.ts';
import type { PageServer } from './page/page-server.ts';

export interface Parts {
  http: HttpGateway;
  management: ManagementApi;
  dev: DevApi;
  page: PageServer;
  /** The AWS services (Lambda, DynamoDB, EventBridge, SQS): answers a request of theirs and says so. */
  services: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/** Everything on one port: each request goes to the part that it is for, the page taking what is for none. */
export function requestListener(parts: Parts, log: (line: string) => void): RequestListener {
  return (request, response) => {
    dispatch(parts, request, response).catch((error: Error) => {
      log(`${request.method} ${request.url}: ${error.message}`);
      if (!response.headersSent) respondJson(response, 500, { message: 'Internal Server Error' });
      else response.destroy();
    });
  };
}

async function dispatch(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { http, management, dev, page, services } = parts;
  const sentPath = (request.url ?? '/').split('?')[0] ?? '/';
  const connectionId = management.connectionIdOf(sentPath);
  if (connectionId !== null) return management.handle(request, response, connectionId);
  if (services(request, response)) return;
  if (dev.serves(sentPath)) return dev.handle(request, response, sentPath);
  if (http.serves(sentPath)) return http.handle(request, response);
  if (isStagePath(management.api, sentPath)) return respondJson(response, 426, { message: 'Upgrade Required' }, { upgrade: 'websocket' });
  return page.handle(request, response, normalised(request.url ?? '/'));
}

/** The path without `.` and `..`, however they were written. */
function normalised(url: string): string {
  return URL.canParse(url, 'http://page') ? new URL(url, 'http://page').pathname : '/';
}
