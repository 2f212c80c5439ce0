import type { RequestListener } from 'node:http';
import { requestTarget } from './primitives/request-target.ts';
import { respondJson } from './primitives/respond.ts';
import type { HttpPart } from './runtime/plugin.ts';

/**
 * Passes each request to the first part that serves it, and answers 404 if there is none. A part that fails is logged and
 * answered with 500. Parts may be added later.
 */
export function dispatcher(parts: readonly HttpPart[], log: (line: string) => void): RequestListener {
  return (request, response) => {
    const part = parts.find((one) => one.serves(request));
    if (part === undefined) return void response.writeHead(404).end();
    part.handle(request, response).catch((error: Error) => {
      log(`${request.method} ${requestTarget(request).path}: ${error.message}`);
      if (!response.headersSent) respondJson(response, 500, { message: 'Internal Server Error' });
      else response.destroy();
    });
  };
}
