import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SiteFile {
  type: string;
  body: string;
}

/** A site of another origin than the chat. What is in the address decides what it sends. */
export interface Site {
  url: string;
  close(): Promise<void>;
}

/**
 * @param headers of every answer
 * @param find the file of a path; null if there is none
 */
export async function startSite(
  headers: Record<string, string>,
  find: (url: URL) => Promise<SiteFile | null> | SiteFile | null,
): Promise<Site> {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const file = await find(new URL(request.url ?? '/', 'http://site'));
    response.writeHead(file === null ? 404 : 200, { ...headers, 'content-type': file?.type ?? 'text/plain' });
    response.end(file?.body);
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
