import { readFileSync } from 'node:fs';
import { description } from '../../lib/http-routes.ts';
import type { AbuseCase } from './abuse-case.ts';
import { devicesMax, type Scene } from './scene.ts';
import { socketIoNobodies } from './socket-io.ts';
import { strangers } from './strangers.ts';
import { restRoute } from './traffic.ts';
import { userFrames } from './user-frames.ts';
import { otherRequests, userRequests } from './user-requests.ts';

const openapi = readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8');

/** A deep text of the size that a frame may have. */
const nested = `${'['.repeat(16_000)}${']'.repeat(16_000)}`;

async function reconnect(scene: Scene): Promise<void> {
  const device = scene.newDevice(scene.hoarder.socket);
  await scene.connect(device);
  await scene.disconnect(device);
}

/** Connects, joins rooms, and leaves their cleaning up to the end of the connection. */
async function joinAndLeave(scene: Scene): Promise<void> {
  const device = scene.newDevice(scene.flooded);
  await scene.connect(device);
  for (const threadId of scene.unreadThreadIds.slice(0, 100))
    await scene.frame(device, { action: 'join_thread', thread_id: threadId, limit: 1 });
  await scene.disconnect(device);
}

const connections: Omit<AbuseCase, 'who'>[] = [
  { what: 'connecting and disconnecting', run: reconnect },
  {
    what: `connecting as device ${devicesMax + 1}, which closes the oldest, with 40 devices in the room`,
    run: (scene) => scene.connect(scene.newDevice(scene.crowd.socket)),
  },
  { what: 'connecting, joining 100 rooms and disconnecting', run: joinAndLeave },
];

/** Calls beyond the limit of a user, and a banned user's handshakes. */
const beyondTheLimit: Omit<AbuseCase, 'who'>[] = [
  {
    what: 'a frame beyond the limit of a user',
    isRefused: true,
    async prepare(scene) {
      scene.chat.world.rules.userLimit = { burst: 1, perMs: 3_600_000 };
      await scene.frame(scene.chat.alice, { action: 'ping' });
    },
    async run(scene) {
      await scene.frame(scene.chat.alice, { action: 'ping' });
      scene.chat.world.rules.userLimit = null;
    },
  },
  {
    what: 'a handshake of a banned user',
    isRefused: true,
    async prepare({ chat, flooded }) {
      const { store, clock } = chat.world;
      await store.banUser(flooded.userId, { nowMs: clock.nowMs, untilMs: clock.nowMs + 60_000 });
    },
    async run(scene) {
      await scene.connect(scene.newDevice(scene.flooded));
      scene.traffic.refusal();
    },
  },
];

const malformed = (what: string, text: string): Omit<AbuseCase, 'who'> => ({
  what: `a frame that is ${what}`,
  isRefused: true,
  run: (scene) => scene.frame(scene.chat.alice, text),
});

const users = [
  ...Object.values(userFrames).flat(),
  malformed('no JSON, of 32 KB', 'x'.repeat(32_000)),
  malformed('nested 16,000 deep', nested),
  malformed('of an unknown action', JSON.stringify({ action: 'x'.repeat(30_000) })),
  ...connections,
  ...Object.values(userRequests).flat(),
  ...otherRequests,
  ...beyondTheLimit,
];

/** Calls without a token. WS-18 knows no user of them, so that only the throttles of the stages bound them. */
const nobodies: Omit<AbuseCase, 'who'>[] = [
  {
    what: 'a handshake without a valid token',
    isRefused: true,
    run: async ({ traffic }) => traffic.handshake({ refused: true }),
  },
  ...socketIoNobodies,
  {
    what: 'a request without a valid token',
    isRefused: true,
    async run({ traffic }) {
      traffic.request(restRoute('GET'), 'x'.repeat(200));
      traffic.refusal();
    },
  },
  {
    what: 'GET openapi.json',
    run: async ({ traffic }) => traffic.request(`GET ${description}`, openapi),
  },
  { what: 'a CORS preflight', run: async ({ traffic }) => traffic.withoutFunction() },
];

const by = (who: AbuseCase['who'], cases: Omit<AbuseCase, 'who'>[]) => cases.map((one) => ({ who, ...one }));

/** Everything that anybody can do, in the order of the document. */
export const abuseCases: AbuseCase[] = [...by('user', users), ...strangers, ...by('nobody', nobodies)];
