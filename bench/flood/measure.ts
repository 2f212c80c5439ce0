import { settingDefaults } from '../../lambdas/platform/settings.ts';
import type { Device } from '../speed/chat.ts';
import { OurChat } from '../speed/our-chat.ts';
import { withChat } from '../speed/with-chat.ts';
import { Flooder } from './flooder.ts';
import { talk, type Talk } from './paced-talk.ts';

export interface FloodOptions {
  rounds: number;
  /** Of each half of a round: without a flood, and with one. The flood goes on until the flooder is disconnected. */
  seconds: number;
  framesPerSecond: number;
}

export interface Flood {
  quiet: Talk;
  flooded: Talk;
  flooders: Pick<Flooder, 'sent' | 'disconnectedAfterMs' | 'handshakesRefused'>[];
}

/** The limits as they are by default; other measurements switch them off. */
const limits = {
  CHAT_RATE_LIMIT: settingDefaults.CHAT_RATE_LIMIT,
  CHAT_USER_LIMIT: settingDefaults.CHAT_USER_LIMIT,
};

/** A flooder who is not disconnected by then is not disconnected at all. */
const floodSecondsMax = 90;

const together = (one: Talk, other: Talk): Talk => ({
  arrivalMs: [...one.arrivalMs, ...other.arrivalMs],
  lost: one.lost + other.lost,
});
const silence: Talk = { arrivalMs: [], lost: 0 };

async function startFlooder(chat: OurChat, framesPerSecond: number): Promise<Flooder> {
  const [user, other] = [await chat.newUser(), await chat.newUser()];
  const thread = { client: { id: user.id }, freelancer: { id: other.id } };
  const { id } = await chat.rest<{ id: string }>(user, 'POST', '/threads/', thread);
  return new Flooder(`${chat.url.replace('http', 'ws')}/ws`, user.token, id, framesPerSecond);
}

/** The talk during a flood by a new user, which goes on until that user is disconnected. */
async function measureFlooded(chat: OurChat, devices: [Device, Device], options: FloodOptions) {
  const flooder = await startFlooder(chat, options.framesPerSecond);
  const flood = flooder.run();
  const isOver = (seconds: number) =>
    seconds >= floodSecondsMax || (seconds >= options.seconds && flooder.disconnectedAfterMs !== null);
  const during = await talk(devices, `flood of ${flooder.threadId}`, isOver);
  flooder.stop();
  await flood;
  return { during, flooder };
}

/** Two people talk in rounds: first without a flood, then while a new user floods the chat with every action. */
export async function measureFlood(options: FloodOptions): Promise<Flood> {
  return withChat(
    () => OurChat.start(limits),
    async (chat) => {
      const result: Flood = { quiet: silence, flooded: silence, flooders: [] };
      const devices = await chat.openThread();
      const isOver = (seconds: number) => seconds >= options.seconds;
      await talk(devices, 'warm-up', isOver);
      for (let round = 1; round <= options.rounds; round += 1) {
        result.quiet = together(result.quiet, await talk(devices, `quiet ${round}`, isOver));
        const { during, flooder } = await measureFlooded(chat, devices, options);
        result.flooded = together(result.flooded, during);
        result.flooders.push(flooder);
      }
      await Promise.all(devices.map((device) => device.close()));
      return result;
    },
  );
}
