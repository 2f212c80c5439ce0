import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../primitives/request-body.ts';
import { requestTarget } from '../primitives/request-target.ts';
import { respond } from '../primitives/respond.ts';
import type { HttpPart } from '../runtime/plugin.ts';

/** CloudFormation's limit of an answer. */
const answerBytesMax = 4_096;
const path = '/cloudformation-responses/';

/** The `ResponseURL`s of requests that have no answer yet. Each takes one. */
export class ResponseDoor implements HttpPart {
  readonly ownOriginOnly = true;
  readonly #waiting = new Map<string, (text: string) => void>();

  constructor(private readonly origin: string) {}

  /** A new URL, and what will be put there. */
  open(): { url: string; answer: Promise<string> } {
    const id = randomUUID();
    const answer = new Promise<string>((resolve) => this.#waiting.set(id, resolve));
    return { url: `${this.origin}${path}${id}`, answer };
  }

  serves(request: IncomingMessage): boolean {
    return requestTarget(request).path.startsWith(path);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = requestTarget(request).path.slice(path.length);
    const take = this.#waiting.get(id);
    const body = await readBody(request, answerBytesMax);
    if (request.method !== 'PUT' || take === undefined) return respond(response, 403, {}, '');
    this.#waiting.delete(id);
    take(body?.toString('utf8') ?? '{"Status":"FAILED","Reason":"Response object is too long."}');
    respond(response, 200, {}, '');
  }
}
