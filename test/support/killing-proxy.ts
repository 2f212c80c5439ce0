import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands between a process and a DynamoDB engine, and ends the process before a certain call. */
export interface KillingProxy {
  url: string;
  /** How many calls have come since. */
  calls(): number;
  /** From now on: `kill` is called instead of the call with this number. */
  killAt(call: number, kill: () => void): void;
  close(): void;
}

export async function startKillingProxy(endpoint: string): Promise<KillingProxy> {
  const engine = new URL(endpoint);
  let [calls, killAt] = [0, Infinity];
  let kill = () => {};
  const server = createServer((incoming, outgoing) => {
    calls += 1;
    if (calls >= killAt) {
      kill();
      return void incoming.socket.destroy();
    }
    const { method, headers } = incoming;
    const passed = httpRequest({ host: engine.hostname, port: engine.port, method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => incoming.socket.destroy());
    incoming.on('error', () => passed.destroy());
    incoming.pipe(passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => calls,
    killAt(call, what) {
      [calls, killAt, kill] = [0, call, what];
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
