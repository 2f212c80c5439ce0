import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface Seen {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** The answer of a service that refuses. JSON APIs name the error in the body, REST APIs in a header. */
export const refuse =
  (status: number, body: string, headers = {}): Answer =>
  (_, response) =>
    void response.writeHead(status, headers).end(body);

/** The connection is closed before the answer. */
export const cut: Answer = (request) => void request.socket.destroy();

/** The connection is closed in the middle of the answer. */
export const breakOff: Answer = (request, response) =>
  void response.writeHead(200, { 'content-length': 100 }).write('{', () => request.socket.destroy());

/** No answer ever comes. */
export const silence: Answer = () => undefined;

/**
 * The answer begins, and then goes on a byte at a time, so that neither its beginning nor a pause in it takes too long.
 */
export const trickle: Answer = (_, response) => {
  response.writeHead(200, { 'content-length': 10_000 });
  const timer = setInterval(() => response.write(' '), 10);
  response.on('close', () => clearInterval(timer));
};

const fine: Answer = (_, response) => void response.end('{}');

/**
 * A server in place of a service of AWS: it writes down the requests, answers as it is told, in turn, and then `{}`.
 */
export class AwsServer {
  readonly seen: Seen[] = [];
  answers: Answer[] = [];
  url = '';

  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      this.seen.push({
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers as Record<string, string>,
        body: Buffer.concat(chunks).toString(),
      });
      (this.answers.shift() ?? fine)(request, response);
    });
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  reset(): void {
    this.seen.length = 0;
    this.answers = [];
  }
}
