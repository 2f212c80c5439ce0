import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { WebSocket, type ClientOptions } from 'ws';
import type { Event } from './handlers.ts';

export interface Refusal {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/**
 * A bare WebSocket at the gateway, without the frames of the chat: it keeps the texts that it receives until
 * they are read.
 */
export class GatewaySocket extends WebSocket {
  readonly #received: string[] = [];
  readonly #waiting: ((text: string) => void)[] = [];

  constructor(url: string, protocols: string[], options: ClientOptions) {
    super(url, protocols, options);
    this.on('message', (data) => {
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.#received.push(data.toString());
      else waiting(data.toString());
    });
    this.on('error', () => undefined);
  }

  /** The next text that came or comes. */
  async text(): Promise<string> {
    return this.#received.shift() ?? new Promise((resolve) => this.#waiting.push(resolve));
  }

  async json(): Promise<Event> {
    return JSON.parse(await this.text());
  }

  /** Texts that nobody has asked for yet. */
  get unread(): number {
    return this.#received.length;
  }

  sendJson(value: unknown): void {
    this.send(JSON.stringify(value));
  }

  /** How the server refused the handshake. */
  async refusal(): Promise<Refusal> {
    const [, response] = await once(this, 'unexpected-response');
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() };
  }

  /** The close code and reason that reached the client. */
  async closed(): Promise<{ code: number; reason: string }> {
    const [code, reason] = await once(this, 'close');
    return { code, reason: String(reason) };
  }
}
