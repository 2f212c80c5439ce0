import type { ServerFrame } from '../protocol/events.ts';
import { connectHandler, disconnectHandler } from '../lambdas/gateway/connection-events.ts';
import { frameHandler } from '../lambdas/gateway/frame-handler.ts';
import { attachmentAnswers } from '../lambdas/gateway/attachment-answers.ts';
import { notificationStore } from '../lambdas/data/notified.ts';
import { TableClient } from '../lambdas/data/table-client.ts';
import { notificationAnswers } from '../lambdas/gateway/notification-answers.ts';
import { chatAnswers } from '../lambdas/gateway/chat-answers.ts';
import { httpHandler, type HttpResponse } from '../lambdas/gateway/http-handler.ts';
import { findRoute, type HttpEvent } from '../lambdas/gateway/http-event.ts';
import { RowSizes } from '../lambdas/chat/search/row-sizes.ts';
import { searchAnswers } from '../lambdas/gateway/search-answers.ts';
import { SearchPages } from '../lambdas/gateway/search-pages.ts';
import { functionOf } from '../protocol/rest.ts';
import { connectionEvent, frameEvent, httpEvent, type Request, type Socket } from './events.ts';
import { connectionRows, seedThread, writeRows, type SeededConnection, type SeededThread } from './seed.ts';
import { fileRules, lazyFiles } from './storage.ts';
import type { World } from './world.ts';

/** The amount of data around the measured thread. */
export interface Scale {
  /** Messages in it. */
  threadLength: number;
  /** Alice's other threads, their activity spread over weeks. */
  inboxThreads: number;
  /** Connections of others that have joined those. */
  connectionsElsewhere: number;
}

const minuteMs = 60_000;
const weekMs = 7 * 24 * 60 * minuteMs;
/** How far back the activity of the inbox goes. */
const inboxSpanMs = 3 * weekMs;
const unreadThreads = 3;
const maxConnections = 20;

/** Ids as long as those of identity providers and gateways: the cost of a row depends on their length. */
const uuid = (number: number) => `${String(number).padStart(8, '0')}-7d1c-4c4f-9c3e-2b8f0a6d5e41`;
const aliceId = uuid(1);
const bobId = uuid(2);
const peerId = (index: number) => uuid(1_000 + index);

/** The handlers over a world with a history: Alice and Bob, one device each, have joined their thread. */
export interface MeasuredChat {
  world: World;
  threadId: string;
  /** Alice's other threads, the one with the latest activity first. */
  otherThreadIds: string[];
  alice: Socket;
  bob: Socket;
  /** Whom Alice talks with in the other thread of the same index. */
  peer(index: number): Socket;
  newSocket(userId: string, connectionId: string): Socket;
  /** Both have joined the thread with sockets that have just been opened. */
  bothJoined(): Promise<void>;
  connect(socket: Socket): Promise<void>;
  disconnect(socket: Socket): Promise<void>;
  /** The reply as it is sent, an error too; undefined if there is none. A text is sent as it is. */
  replyTo(socket: Socket, frame: Record<string, unknown> | string): Promise<string | undefined>;
  /** The response to a request of the user, whatever its status. */
  request(userId: string, request: Request): Promise<HttpResponse>;
  /** The reply to a frame. Throws if it is refused. */
  frame(socket: Socket, frame: Record<string, unknown>): Promise<ServerFrame['data'] | undefined>;
  get(userId: string, path: string, query?: string): Promise<unknown>;
  /** The body of the response. Throws if it is refused. */
  patch(userId: string, path: string, body: object): Promise<unknown>;
  post(userId: string, path: string, body: object): Promise<unknown>;
}

function otherThreads(scale: Scale, nowMs: number): SeededThread[] {
  return Array.from({ length: scale.inboxThreads }, (_, index) =>
    seedThread({
      triple: { client: { id: aliceId }, freelancer: { id: peerId(index) } },
      length: 2,
      firstAtMs: nowMs - minuteMs - (index * inboxSpanMs) / scale.inboxThreads,
      ...(index < unreadThreads ? { readUpTo: { client: 0 } } : {}),
    }),
  );
}

function socketOf(userId: string, connectionId: string, nowMs: number): Socket {
  return { userId, connectionId, connectedAtMs: nowMs, expiresAtSeconds: Math.floor(nowMs / 1000) + 3600 };
}

const asConnection = (socket: Socket) => ({ ...socket, username: socket.userId, codec: 'chat.v1' });

function elsewhere(scale: Scale, threads: SeededThread[], nowMs: number): SeededConnection[] {
  return Array.from({ length: scale.connectionsElsewhere }, (_, index) => {
    const peer = index % threads.length;
    const socket = socketOf(peerId(peer), `elsewhere=${index}`, nowMs);
    return { connection: asConnection(socket), threadIds: [(threads[peer] as SeededThread).thread.id] };
  });
}

export async function createMeasuredChat(world: World, scale: Scale): Promise<MeasuredChat> {
  const { clock } = world;
  const { sockets, store } = world.as(aliceId);
  const main = seedThread({
    triple: {
      client: { id: aliceId },
      freelancer: { id: bobId },
      job: { id: uuid(3), title: 'A landing page for our shop' },
    },
    length: scale.threadLength,
    firstAtMs: clock.nowMs - scale.threadLength * 1_000,
  });
  const threads = otherThreads(scale, clock.nowMs);
  await writeRows(world, [
    ...main.rows,
    ...threads.flatMap(({ rows }) => rows),
    ...connectionRows(elsewhere(scale, threads, clock.nowMs)),
  ]);

  // A user's id is their token: what verifying costs is measured elsewhere.
  const verifyToken = async (userId: string) => ({ userId, username: userId, expiresAtSeconds: Infinity });
  const handleFrame = frameHandler({ store, sockets, rules: world.rules, verifyToken });
  const parts = { store, sockets, rules: world.rules, verifyToken };
  const search = { ...parts, logs: world.logs, rowSizes: new RowSizes(), pages: new SearchPages() };
  const handlers = {
    http: httpHandler(parts, { answers: chatAnswers }),
    search: httpHandler(search, { answers: searchAnswers }),
    attachments: httpHandler(
      { ...parts, files: lazyFiles(), rules: { ...world.rules, ...fileRules } },
      { answers: attachmentAnswers },
    ),
    notifications: httpHandler({ ...parts, ...notificationParts(world) }, { answers: notificationAnswers }),
  };
  const handleRequest = (event: HttpEvent) => {
    const route = findRoute(event);
    return handlers[route === null ? 'http' : functionOf(route.name)](event);
  };
  const accepted = async (userId: string, given: Request): Promise<unknown> => {
    const { statusCode, body } = await chat.request(userId, given);
    if (statusCode !== 200 && statusCode !== 201) throw new Error(`${given.method} ${given.path} was refused: ${body}`);
    return JSON.parse(body ?? '');
  };
  const handleConnect = connectHandler({ store, sockets }, { maxConnections, userLimit: null });
  const newSocket = (userId: string, connectionId: string) => socketOf(userId, connectionId, clock.nowMs);
  const chat: MeasuredChat = {
    world,
    threadId: main.thread.id,
    otherThreadIds: threads.map(({ thread }) => thread.id),
    alice: newSocket(aliceId, 'Vx7ZcfLzIAMCJ_A='),
    bob: newSocket(bobId, 'Vx7Zkf2yoAMCKbw='),
    newSocket,
    peer: (index) => newSocket(peerId(index), `peer=${index}`),
    async bothJoined() {
      chat.alice = newSocket(aliceId, 'Vx7ZcfLzIAMCJ_A=');
      chat.bob = newSocket(bobId, 'Vx7Zkf2yoAMCKbw=');
      await writeRows(
        world,
        connectionRows(
          [chat.alice, chat.bob].map((socket) => ({ connection: asConnection(socket), threadIds: [chat.threadId] })),
        ),
      );
    },
    async connect(socket) {
      await handleConnect(connectionEvent(socket, clock.nowMs));
    },
    async disconnect(socket) {
      await disconnectHandler({ store, sockets })(connectionEvent(socket, clock.nowMs));
    },
    replyTo: async (socket, frame) => (await handleFrame(frameEvent(socket, clock.nowMs, frame))).body,
    request: (userId, given) => handleRequest(httpEvent(userId, clock.nowMs, given)),
    async frame(socket, frame) {
      const body = await chat.replyTo(socket, frame);
      const reply = body === undefined ? null : (JSON.parse(body) as ServerFrame);
      if (reply?.event === 'error') throw new Error(`${String(frame.action)} was refused: ${body}`);
      return reply?.data;
    },
    get: (userId, path, query) => accepted(userId, { method: 'GET', path, ...(query && { query }) }),
    patch: (userId, path, body) => accepted(userId, { method: 'PATCH', path, body: JSON.stringify(body) }),
    post: (userId, path, body) => accepted(userId, { method: 'POST', path, body: JSON.stringify(body) }),
  };
  await chat.bothJoined();
  // Processes are measured that have seen the thread before.
  await chat.frame(chat.alice, { action: 'typing_stop', thread_id: chat.threadId });
  return chat;
}

/** Every endpoint is one that may be pushed to: what resolving a name costs is not measured. */
function notificationParts({ dynamo, tableName }: World) {
  return {
    notified: notificationStore(new TableClient(dynamo, tableName)),
    refusalOfEndpoint: async () => null,
    isPublicKey: () => true,
    publicKey: async () => 'key',
  };
}
