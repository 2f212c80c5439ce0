import { createServer as createHttpServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { respondJson } from './respond.ts';
import { asksForWebSocket, serveWithoutUpgrade } from './plain-upgrade.ts';
import { selfMadeCertificate } from './tls.ts';

export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** The port cannot be used. The message is one line. */
export class PortError extends Error {
  override readonly name = 'PortError';
}

/** Longer than clients keep an idle connection, so that no connection closes while a client sends on it. */
const keepAliveTimeoutMs = 75_000;
const requestGraceMs = 1_000;

/**
 * The app's only port, on 127.0.0.1. It is opened before anything else starts, so that a port in use fails at once.
 * Until `serve` is called every request is answered with 503.
 */
export class AppServer {
  #listener: RequestListener = (_, response) =>
    respondJson(response, 503, { message: 'Starting' }, { 'retry-after': '1' });
  #upgrade: UpgradeListener = (_, socket) =>
    socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');

  private constructor(
    private readonly server: Server,
    private readonly tls: boolean,
  ) {
    server.keepAliveTimeout = keepAliveTimeoutMs;
    server.on('request', (request, response) => this.#listener(request, response));
    server.on('upgrade', (request, socket, head) => {
      if (asksForWebSocket(request)) this.#upgrade(request, socket, head);
      else serveWithoutUpgrade(server, request, socket, head);
    });
  }

  /** Throws a `PortError`. */
  static async listen({ port, tls }: { port: number; tls: boolean }): Promise<AppServer> {
    // Without it Node.js answers a missing Host by itself, before anybody can refuse the request.
    const options = { requireHostHeader: false };
    const server = tls
      ? createHttpsServer({ ...options, ...(await selfMadeCertificate()) })
      : createHttpServer(options);
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => reject(portError(port, error)));
      server.listen(port, '127.0.0.1', resolve);
    });
    return new AppServer(server, tls);
  }

  get url(): string {
    return `http${this.tls ? 's' : ''}://${this.#host}`;
  }

  get webSocketOrigin(): string {
    return `ws${this.tls ? 's' : ''}://${this.#host}`;
  }

  serve(listener: RequestListener, upgrade: UpgradeListener): void {
    this.#listener = listener;
    this.#upgrade = upgrade;
  }

  /** Accepts no more requests, gives running ones a second to end, and then closes their connections. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    const timer = setTimeout(() => this.server.closeAllConnections(), requestGraceMs);
    await closed;
    clearTimeout(timer);
  }

  get #host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
}

function portError(port: number, error: NodeJS.ErrnoException): PortError {
  const reasons: Record<string, string> = {
    EADDRINUSE: 'is taken by another process',
    EACCES: 'may not be used by this user',
  };
  return new PortError(
    `PORT ${port} ${reasons[error.code ?? ''] ?? error.message}; choose another with PORT=…, PORT=0 takes a free one`,
  );
}
