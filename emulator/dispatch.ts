import type { RequestListener, ServerResponse } from 'node:http';
import { errorAnswer } from './primitives/aws-protocol.ts';
import { comesFromOwnOrigin, namesThisMachine } from './primitives/request-origin.ts';
import { requestTarget, type RequestHead } from './primitives/request-target.ts';
import { respondJson, type Answer } from './primitives/respond.ts';
import type { FindAnswer } from './runtime/calls.ts';
import type { HttpPart } from './runtime/plugin.ts';

/**
 * Passes each request to the first part that serves it, and answers 404 if there is none. A request for another host,
 * and one of another origin to a part that serves its own only, are answered with 403. A part that fails is logged and
 * answered with 500. Parts may be added later.
 */
export function dispatcher(parts: readonly HttpPart[], log: (line: string) => void): RequestListener {
  return (request, response) => {
    if (!namesThisMachine(request)) return forbid(response, 'Host must be 127.0.0.1, localhost or [::1]');
    const part = parts.find((one) => one.serves(request));
    if (part === undefined) return void response.writeHead(404).end();
    if (part.ownOriginOnly === true && !comesFromOwnOrigin(request))
      return forbid(response, 'Origin must be that of this server');
    part.handle(request, response).catch((error: Error) => {
      log(`${request.method} ${requestTarget(request).path}: ${error.message}`);
      if (!response.headersSent) respondJson(response, 500, { message: 'Internal Server Error' });
      else response.destroy();
    });
  };
}

/** The same for functions' calls without a socket. Only the parts that can answer these are found. */
export function answerFinder(parts: readonly HttpPart[], log: (line: string) => void): FindAnswer {
  return (head) => {
    const part = parts.find((one) => one.serves(head));
    return part?.answer && ((call) => part.answer!(call).catch((error: Error) => failure(call, error, log)));
  };
}

function failure(request: RequestHead, { message }: Error, log: (line: string) => void): Answer {
  log(`${request.method} ${requestTarget(request).path}: ${message}`);
  return errorAnswer(null);
}

function forbid(response: ServerResponse, reason: string): void {
  respondJson(response, 403, { message: `Forbidden: ${reason}` });
}
