import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The port on which functions reach this process: always plain http, even if the app's own port uses TLS. */
export interface InternalServer {
  url: string;
  serve(listener: RequestListener): void;
  close(): void;
}

/** Functions keep their connections between calls, so the server never closes an idle one. */
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
