import { createChatClient, type ChatClientOptions, type TokenSource } from '@marketplace-chat/client';
import { memoryOutbox } from '../../../web/client/outbox-store/memory.ts';
import { aMessage, alice, joinedData } from './objects.ts';
import { Device, fakeSockets, flush, World, type FakeSocket } from './world.ts';

export interface RestAnswer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}
export const unauthorized: RestAnswer = { status: 401, body: { message: 'Unauthorized' } };
export type Rest = (method: string, path: string, init: RequestInit) => RestAnswer | Promise<RestAnswer>;

/** A `fetch` that answers as the test says. */
export function fakeFetch(answer: Rest): typeof fetch {
  return (async (url: string, init: RequestInit) => {
    const { status, body, headers = {} } = await answer(init.method!, url.replace('http://chat/api/chat', ''), init);
    const text = typeof body === 'string';
    return {
      ok: status < 300,
      status,
      statusText: `status ${status}`,
      headers: new Headers(headers),
      json: async () => (text ? JSON.parse(body) : body),
    };
  }) as unknown as typeof fetch;
}

/** An unsigned JWT: the client only reads its claims. */
export function aToken(claims: { sub?: string; exp?: number }): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode({ alg: 'none' })}.${encode(claims)}.x`;
}

/** Alice's client, and the server's side of its sockets, which the test controls. */
export function script(
  options: Partial<ChatClientOptions> = {},
  rest: Rest = () => ({ status: 200, body: { results: [], next_cursor: null } }),
) {
  const world = new World(7);
  const device = new Device(world);
  const { sockets, WebSocket } = fakeSockets();
  const client = createChatClient({
    socketUrl: 'ws://chat/ws',
    apiUrl: 'http://chat/api/chat',
    userId: 'alice',
    WebSocket,
    environment: device,
    outboxStore: memoryOutbox(),
    fetch: fakeFetch(rest),
    ...options,
    timing: { pingEveryMs: Infinity, ...options.timing },
  });
  const kinds: string[] = [];
  client.on('connection', ({ kind }) => kinds.push(kind));

  const at = (index: number): FakeSocket => {
    const socket = sockets.at(index);
    if (!socket) throw new Error(`There is no socket ${index} of ${sockets.length}`);
    return socket;
  };
  const confirm = async (socket = at(-1), user = alice) => {
    socket.open();
    socket.reply('hello', 'connection_confirmed', {
      user,
      connection_id: 'c1',
      server_time: new Date(world.nowMs()).toISOString(),
    });
    await flush();
  };
  const connect = async (token: TokenSource = async () => aToken({ sub: 'alice' })) => {
    const done = client.connect(token);
    await flush();
    await confirm();
    await done;
    return at(-1);
  };
  /** Connects, joins t1, and replies with `count` messages. */
  const joined = async (count = 3, token?: TokenSource) => {
    const socket = await connect(token);
    const done = client.joinThread('t1');
    socket.reply(
      'join_thread',
      'thread_joined',
      joinedData(Array.from({ length: count }, (_, index) => aMessage(index + 1))),
    );
    await done;
    return socket;
  };
  return { world, device, client, sockets, kinds, at, confirm, connect, joined };
}

export const seqsOf = (log: { messages: readonly { seq: number }[] }) => log.messages.map((message) => message.seq);

/** The reply to the last send: its message, stored at `seq`. */
export function acceptSend(socket: FakeSocket, seq: number): void {
  const { client_message_id, content } = socket.last('send_message');
  socket.reply(
    'send_message',
    'new_message',
    aMessage(seq, { sender: alice, client_message_id: client_message_id as string, content: content as string }),
  );
}
