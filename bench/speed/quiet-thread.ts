import { contentOf, type Chat } from './chat.ts';

/** Milliseconds from each send to the arrival on the other's device. */
export interface QuietThread {
  arrivalMs: number[];
}

/**
 * One thread with nothing beside it: the users take turns, and the next message is sent when the last one has arrived and
 * its sender has his answer. What the first `warmUpSeconds` bring is not counted.
 */
export async function measureQuietThread(chat: Chat, { seconds, warmUpSeconds }: { seconds: number; warmUpSeconds: number }): Promise<QuietThread> {
  const devices = await chat.openThread();
  const arrivalMs: number[] = [];
  const countFrom = performance.now() + warmUpSeconds * 1000;
  const end = countFrom + seconds * 1000;
  for (let number = 0; performance.now() < end; number += 1) {
    const [sender, receiver] = number % 2 === 0 ? devices : [devices[1], devices[0]];
    const content = contentOf('quiet', number);
    const arrived = new Promise<number>((resolve) => {
      receiver.onMessage = (text) => text === content && resolve(performance.now());
    });
    const sentAt = performance.now();
    const [arrivedAt] = await Promise.all([arrived, sender.send(content)]);
    if (sentAt >= countFrom) arrivalMs.push(arrivedAt - sentAt);
  }
  await Promise.all(devices.map((device) => device.close()));
  return { arrivalMs };
}
