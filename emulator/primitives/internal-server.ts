import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where the functions reach this process: a port of its own, plain http whatever the app's port speaks. */
export interface InternalServer {
  url: string;
  serve(listener: RequestListener): void;
  close(): void;
}

/** The functions keep their connections: none may be closed under them between two calls, however far apart. */
export async function startInternalServer(): Promise<InternalServer> {
  const server = createServer();
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serve: (listener) => void server.on('request', listener),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
