import { contentOf, type Chat } from './chat.ts';

/** Milliseconds of each message. */
export interface QuietThread {
  /** From the send to the arrival on the other device. */
  arrivalMs: number[];
  /** From the send to its reply. */
  answerMs: number[];
}

/**
 * Measures one thread on an otherwise idle server. The users take turns, and the next message is sent when the last one
 * has arrived and its sender has the reply. Messages of the first `warmUpSeconds` are not counted.
 */
export async function measureQuietThread(
  chat: Chat,
  { seconds, warmUpSeconds }: { seconds: number; warmUpSeconds: number },
): Promise<QuietThread> {
  const devices = await chat.openThread();
  const times: QuietThread = { arrivalMs: [], answerMs: [] };
  const countFrom = performance.now() + warmUpSeconds * 1000;
  const end = countFrom + seconds * 1000;
  for (let number = 0; performance.now() < end; number += 1) {
    const [sender, receiver] = number % 2 === 0 ? devices : [devices[1], devices[0]];
    const content = contentOf('quiet', number);
    const arrived = new Promise<number>((resolve) => {
      receiver.onMessage = (text) => text === content && resolve(performance.now());
    });
    const sentAt = performance.now();
    const answered = sender.send(content).then(() => performance.now());
    const [arrivedAt, answeredAt] = await Promise.all([arrived, answered]);
    if (sentAt < countFrom) continue;
    times.arrivalMs.push(arrivedAt - sentAt);
    times.answerMs.push(answeredAt - sentAt);
  }
  await Promise.all(devices.map((device) => device.close()));
  return times;
}
