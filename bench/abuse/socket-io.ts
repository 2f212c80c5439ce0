import { ChatError } from '../../protocol/errors.ts';
import { socketIoConnection } from '../../measure/socket-io-connection.ts';
import type { AbuseCase } from './abuse-case.ts';
import type { Scene } from './scene.ts';

/** A handshake of Socket.IO needs no token: it opens, and the open packet comes (SIO-2). */
async function connect({ chat, traffic }: Scene) {
  const connection = socketIoConnection(chat.world, {
    userId: chat.alice.userId,
    verifyToken: async () => {
      throw new ChatError('unauthorized', 'token: is not valid');
    },
    posted: (text) => traffic.push(text),
  });
  traffic.handshake({ refused: false });
  traffic.invokeLater();
  await connection.open();
  return connection;
}

type Connection = Awaited<ReturnType<typeof connect>>;

/** The time for signing in is over: a message of the queue, whether the connection is still there or not. */
async function end({ traffic }: Scene, { check, disconnect }: Connection): Promise<void> {
  traffic.queue();
  await check();
  traffic.disconnect();
  await disconnect();
}

/** Connects, and sends a packet that ends the connection. The check comes all the same. */
async function refusedBy(scene: Scene, packet: string): Promise<void> {
  const connection = await connect(scene);
  await connection.packet(packet);
  scene.traffic.frame(packet, undefined);
  scene.traffic.refusal();
  await end(scene, connection);
}

/** What nobody's clients of Socket.IO can do. Only the throttle of `$connect` bounds it. */
export const socketIoNobodies: Omit<AbuseCase, 'who'>[] = [
  {
    what: 'connecting by Socket.IO, and never signing in',
    run: async (scene) => end(scene, await connect(scene)),
  },
  {
    what: 'connecting by Socket.IO and signing in with a bad token of 32 KB, in turn',
    isRefused: true,
    run: (scene) => refusedBy(scene, `40${JSON.stringify({ token: 'x'.repeat(32_000) })}`),
  },
  {
    what: 'connecting by Socket.IO and sending what does not sign in, in turn',
    isRefused: true,
    run: (scene) => refusedBy(scene, `42["send_message",${JSON.stringify({ message: 'x'.repeat(32_000) })}]`),
  },
];
