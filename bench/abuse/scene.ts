import { limits } from '../../protocol/limits.ts';
import type { ServerFrame } from '../../protocol/events.ts';
import { settingDefaults } from '../../lambdas/platform/settings.ts';
import type { Request, Socket } from '../../measure/events.ts';
import { createMeasuredChat, type MeasuredChat } from '../../measure/measured-chat.ts';
import { connectionRows, seedThread, writeRows, type SeededThread } from '../../measure/seed.ts';
import type { World } from '../../measure/world.ts';
import { restRoute, Traffic } from './traffic.ts';

/** A letter of three bytes in UTF-8: the most bytes that a character of one UTF-16 unit has. */
const wideLetter = '漢';
export const narrowText = 'x'.repeat(200);
export const wideText = wideLetter.repeat(limits.contentChars);
const wideNote = (bytes: number) => ({ note: wideLetter.repeat(Math.floor((bytes - '{"note":""}'.length) / 3)) });
export const wideMetadata = wideNote(limits.metadataBytes);

/** The connections that a user may have. */
export const devicesMax = Number(settingDefaults.CHAT_MAX_CONNECTIONS);
const unreadThreads = 200;

/** Ids as long as those of identity providers. */
const userId = (name: string) => `${name.padStart(8, '0')}-7d1c-4c4f-9c3e-2b8f0a6d5e41`;

/**
 * Everything that a hostile user can prepare in advance: alice is hostile, bob is whom she talks with. Each is in their
 * main thread with one device; in `crowded` with 20 each.
 */
export interface Scene {
  chat: MeasuredChat;
  traffic: Traffic;
  stranger: Socket;
  /** 100 messages of the largest size, which both have joined. */
  wideThreadId: string;
  /** Two users with 20 devices each have joined it; this is one of them. */
  crowd: { threadId: string; socket: Socket };
  /** A device in as many threads as a user may join, and one thread more that is not joined. */
  hoarder: { socket: Socket; threadIds: string[]; oneMore: string };
  /** A user with 200 threads that all have unread messages. */
  flooded: Socket;
  unreadThreadIds: string[];
  /** A user with 60 threads of 10 messages of the largest size. */
  verbose: Socket;
  frame(socket: Socket, frame: Record<string, unknown> | string): Promise<ServerFrame | null>;
  request(user: Socket, request: Request): Promise<unknown>;
  connect(socket: Socket): Promise<void>;
  disconnect(socket: Socket): Promise<void>;
  /** A device that is not connected yet. */
  newDevice(user: Socket): Socket;
}

function threadsOf(user: Socket, count: number, unread: boolean, nowMs: number): SeededThread[] {
  return Array.from({ length: count }, (_, index) =>
    seedThread({
      triple: { client: { id: user.userId }, freelancer: { id: userId(`p${index}`) } },
      length: 2,
      authors: ['freelancer'],
      firstAtMs: nowMs - 3_600_000 - index,
      ...(unread && { readUpTo: { client: 0 } }),
    }),
  );
}

function verboseThreads(user: Socket, nowMs: number): SeededThread[] {
  return Array.from({ length: 60 }, (_, index) =>
    seedThread({
      triple: { client: { id: user.userId }, freelancer: { id: userId(`v${index}`) } },
      length: 10,
      content: wideText,
      metadata: JSON.stringify(wideMetadata),
      firstAtMs: nowMs - 7_200_000 - index * 60_000,
    }),
  );
}

const connected = (sockets: Socket[], threadIds: string[]) =>
  sockets.map((socket) => ({ connection: { ...socket, username: socket.userId, codec: 'chat.v1' }, threadIds }));

/** A scene on a table of its own. */
export async function openScene(world: World): Promise<Scene> {
  const chat = await createMeasuredChat(world, { threadLength: 100, inboxThreads: 200, connectionsElsewhere: 20 });
  const { nowMs } = world.clock;
  let devices = 0;
  const deviceOf = (id: string) => chat.newSocket(id, `Vx7a${String((devices += 1)).padStart(8, '0')}AM=`);
  const crowdOf = (name: string) => Array.from({ length: devicesMax }, () => deviceOf(userId(name)));
  const [crowdA, crowdB] = [crowdOf('crowda'), crowdOf('crowdb')];
  const hoarder = deviceOf(userId('hoarder'));
  const flooded = deviceOf(userId('flooded'));
  const wide = seedThread({
    triple: { client: { id: chat.alice.userId }, freelancer: { id: chat.bob.userId } },
    length: limits.pageMax,
    content: wideText,
    metadata: JSON.stringify(wideMetadata),
    firstAtMs: nowMs - 200_000,
  });
  const crowded = seedThread({
    triple: { client: { id: userId('crowda') }, freelancer: { id: userId('crowdb') } },
    length: 2,
    firstAtMs: nowMs - 200_000,
  });
  const rooms = threadsOf(hoarder, limits.roomsPerUser + 1, false, nowMs);
  const unread = threadsOf(flooded, unreadThreads, true, nowMs);
  const verbose = deviceOf(userId('verbose'));
  const long = verboseThreads(verbose, nowMs);
  const roomIds = rooms.map(({ thread }) => thread.id);
  await writeRows(world, [
    ...[wide, crowded, ...rooms, ...unread, ...long].flatMap(({ rows }) => rows),
    ...connectionRows([
      ...connected([...crowdA, ...crowdB], [crowded.thread.id]),
      ...connected([hoarder], roomIds.slice(0, limits.roomsPerUser)),
      ...connected([chat.alice, chat.bob], [chat.threadId, wide.thread.id]),
    ]),
  ]);
  const scene: Scene = {
    chat,
    traffic: new Traffic(),
    stranger: deviceOf(userId('stranger')),
    wideThreadId: wide.thread.id,
    crowd: { threadId: crowded.thread.id, socket: crowdA[0] as Socket },
    hoarder: { socket: hoarder, threadIds: roomIds.slice(0, limits.roomsPerUser), oneMore: roomIds.at(-1) ?? '' },
    flooded,
    unreadThreadIds: unread.map(({ thread }) => thread.id),
    verbose,
    async frame(socket, frame) {
      const reply = await chat.replyTo(socket, frame);
      scene.traffic.frame(typeof frame === 'string' ? frame : JSON.stringify(frame), reply);
      const parsed = reply === undefined ? null : (JSON.parse(reply) as ServerFrame);
      if (parsed?.event === 'error') scene.traffic.refusal();
      return parsed;
    },
    async request(user, request) {
      const { statusCode, body = '' } = await chat.request(user.userId, request);
      if (statusCode >= 400) scene.traffic.refusal();
      scene.traffic.request(restRoute(request.method, request.path), body);
      return body === '' ? null : JSON.parse(body);
    },
    async connect(socket) {
      await chat.connect(socket);
      scene.traffic.handshake({ refused: false });
    },
    async disconnect(socket) {
      await chat.disconnect(socket);
      scene.traffic.disconnect();
    },
    newDevice: (user) => deviceOf(user.userId),
  };
  await chat.connect(scene.stranger);
  return scene;
}
