import type { IncomingMessage, RequestListener } from 'node:http';
import { dispatcher } from './dispatch.ts';
import { Closers } from './primitives/closers.ts';
import { startInternalServer } from './primitives/internal-server.ts';
import type { HttpPart } from './runtime/plugin.ts';

/** A port on which functions reach services. */
export interface ServicePort {
  url: string;
  /** What it serves. Parts may be added later. */
  parts: HttpPart[];
  /** Serves the same at another port. */
  listener: RequestListener;
}

/** The ports of the services: one for all, and one for each that has an origin of its own. */
export class ServicePorts {
  readonly #closers = new Closers();
  readonly #byUrl = new Map<string, ServicePort>();

  /** A request that is not admitted is cut off. */
  constructor(
    private readonly admits: (request: IncomingMessage) => boolean,
    private readonly log: (line: string) => void,
  ) {}

  async open(): Promise<ServicePort> {
    const server = this.#closers.add(await startInternalServer());
    const parts: HttpPart[] = [];
    const port = { url: server.url, parts, listener: dispatcher(parts, this.log) };
    server.serve((request, response) => {
      // A dead process does not call.
      if (this.admits(request)) port.listener(request, response);
      else request.socket.destroy();
    });
    this.#byUrl.set(port.url, port);
    return port;
  }

  /** Throws if none has the URL. */
  require(url: string): ServicePort {
    const port = this.#byUrl.get(url);
    if (port === undefined) throw new Error(`no service answers at ${url}`);
    return port;
  }

  close(): Promise<void> {
    return this.#closers.close();
  }
}
