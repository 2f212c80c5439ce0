import { setTimeout as sleep } from 'node:timers/promises';
import { startApp } from '../../support/local-app.ts';
import type { RuleChat, RuleOptions } from './rule-chat.ts';

/** A test may wait for this long at most; what takes longer is tested in process (`*.clock.test.ts`). */
const longestWaitMs = 10_000;

/** The app as `npm start` runs it, over real sockets and REST. */
export async function openOverSockets(options: RuleOptions): Promise<RuleChat> {
  const app = await startApp({ ...options });
  return {
    ...app,
    nowMs: () => Date.now(),
    async wait(ms) {
      if (ms > longestWaitMs) throw new Error(`a wait of ${ms} ms belongs into a test with a clock`);
      await sleep(ms);
    },
    stop: async () => void (await app.stop()),
  };
}
