import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of a call: it is done; it is refused; it is done, and its answer gets lost. */
export type Fate = 'done' | 'refused' | 'lost';

/** A DynamoDB endpoint in front of an engine, at which calls can be made to fail. */
export interface EngineDoor {
  url: string;
  /** Asked for each call. */
  fate: () => Fate;
  /** The error that the caller gets where the fate is not `done`. */
  error: { status: number; type: string; message: string };
  close(): void;
}

function fail(outgoing: ServerResponse, { status, type, message }: EngineDoor['error']): void {
  outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  outgoing.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message }));
}

function pass(engineUrl: string, incoming: IncomingMessage, answered: (answer: IncomingMessage) => void): void {
  const { method, headers } = incoming;
  incoming.pipe(request(engineUrl, { method, headers }, answered));
}

export async function openDoor(engineUrl: string): Promise<EngineDoor> {
  const server = createServer((incoming, outgoing) => {
    const fate = door.fate();
    if (fate === 'refused') {
      incoming.resume();
      return fail(outgoing, door.error);
    }
    pass(engineUrl, incoming, (answer) => {
      if (fate === 'lost') {
        answer.resume();
        answer.on('end', () => fail(outgoing, door.error));
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const door: EngineDoor = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fate: () => 'done',
    error: { status: 500, type: 'InternalServerError', message: 'a bad day' },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return door;
}
