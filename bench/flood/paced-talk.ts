import { setTimeout as pause } from 'node:timers/promises';
import { contentOf, type Device } from '../speed/chat.ts';

/** Two users take turns, so each sends below the limit of a thread (WS-14). */
const everyMs = 300;
/** What has not arrived by then is lost. */
const patienceMs = 60_000;

export interface Talk {
  /** Milliseconds from the send to the arrival on the other device. */
  arrivalMs: number[];
  /** Messages that were refused, or that did not arrive. */
  lost: number;
}

/** Two people talk until it is over. Whatever others do meanwhile, each message should arrive. */
export async function talk(
  devices: readonly [Device, Device],
  name: string,
  isOver: (seconds: number) => boolean,
): Promise<Talk> {
  const result: Talk = { arrivalMs: [], lost: 0 };
  const startedAt = performance.now();
  for (let number = 0; !isOver((performance.now() - startedAt) / 1000); number += 1) {
    const [sender, receiver] = number % 2 === 0 ? devices : [devices[1], devices[0]];
    const content = contentOf(name, number);
    const arrived = new Promise<number>((resolve) => {
      receiver.onMessage = (text) => text === content && resolve(performance.now());
    });
    const sentAt = performance.now();
    const accepted = sender.send(content).then(
      () => true,
      () => false,
    );
    const arrivedAt = await Promise.race([arrived, pause(patienceMs, null)]);
    if (arrivedAt === null || !(await accepted)) result.lost += 1;
    else result.arrivalMs.push(arrivedAt - sentAt);
    await pause(Math.max(0, sentAt + everyMs - performance.now()));
  }
  return result;
}
