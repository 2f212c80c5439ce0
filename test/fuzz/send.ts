import { request } from 'node:http';

/** By Node's own client, which accepts paths and headers that fetch would repair. Null if they are not HTTP. */
export function send(
  origin: string,
  method: string,
  path: string,
  headers: Record<string, string>,
  body: string | Buffer,
): Promise<{ status: number; text: string } | null> {
  return new Promise((resolve, reject) => {
    try {
      const outgoing = request(`${origin}/`, { method, path, headers, agent: false }, (incoming) => {
        let text = '';
        incoming
          .setEncoding('utf8')
          .on('data', (chunk: string) => (text += chunk))
          .on('end', () => resolve({ status: incoming.statusCode ?? 0, text }));
      });
      outgoing.on('upgrade', (_, socket) => {
        socket.destroy();
        resolve({ status: 101, text: '' });
      });
      outgoing.on('error', (cause) => reject(new Error(`${method} ${path}`, { cause }))).end(body);
    } catch {
      resolve(null);
    }
  });
}
