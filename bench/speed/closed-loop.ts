import { setTimeout as pause } from 'node:timers/promises';
import { contentOf, type Chat, type Consumption, type Device } from './chat.ts';
import { perMessage } from './consumption.ts';
import { readProcessorTimes, secondsBetween, type ProcessorSeconds } from './processor-time.ts';

export interface ClosedLoop {
  seconds: number;
  /** Milliseconds from send to arrival of each message that arrived in the measured time. */
  arrivalMs: number[];
  /** Messages a second in the first and the last third of the time. They differ if the speed does not last. */
  firstThirdRate: number;
  lastThirdRate: number;
  /** Processor time of the server's parts and of this process. */
  processor: ProcessorSeconds;
  /** DynamoDB usage for each message; null if the chat has no DynamoDB. */
  consumed: Consumption | null;
  /** Number of refused sends. */
  refused: number;
  /** Number of sent messages that had not arrived 10 s after the end. */
  lost: number;
}

export interface ClosedLoopOptions {
  threads: number;
  seconds: number;
  warmUpSeconds: number;
}

/** How long to wait for messages that are still on their way at the end. */
const patienceMs = 10_000;

/** One user's loop: sends the next message when the last one has arrived on the other device. */
class Talker {
  refused = 0;
  /** The message on its way; null when the loop has ended. */
  #onItsWay: { content: string; sentAt: number } | null = null;
  #number = 0;
  #stopped = false;

  constructor(
    private readonly name: string,
    private readonly device: Device,
    peer: Device,
    private readonly onArrival: (sentAt: number) => void,
  ) {
    peer.onMessage = (content) => this.#arrive(content);
  }

  get isDone(): boolean {
    return this.#onItsWay === null;
  }

  stop(): void {
    this.#stopped = true;
  }

  sendNext(): void {
    this.#onItsWay = null;
    if (this.#stopped) return;
    this.#number += 1;
    const content = contentOf(this.name, this.#number);
    this.#onItsWay = { content, sentAt: performance.now() };
    this.device.send(content).catch(() => {
      this.refused += 1;
      // The message may have arrived all the same. Then the next one is already on its way.
      if (this.#onItsWay?.content === content) this.sendNext();
    });
  }

  #arrive(content: string): void {
    // Pushes come at least once, so this one may be a repeat.
    if (this.#onItsWay?.content !== content) return;
    this.onArrival(this.#onItsWay.sentAt);
    this.sendNext();
  }
}

async function openThreads(chat: Chat, count: number): Promise<[Device, Device][]> {
  const threads: [Device, Device][] = [];
  const opener = async () => {
    while (threads.length < count) threads.push(await chat.openThread());
  };
  await Promise.all([opener(), opener(), opener(), opener()]);
  return threads.slice(0, count);
}

/** Measures the server at full load: every user has one message on its way at any time. */
export async function measureClosedLoop(
  chat: Chat,
  { threads: threadCount, seconds, warmUpSeconds }: ClosedLoopOptions,
): Promise<ClosedLoop> {
  const threads = await openThreads(chat, threadCount);
  let arrivals: { at: number; ms: number }[] = [];
  const onArrival = (sentAt: number) => {
    const at = performance.now();
    arrivals.push({ at, ms: at - sentAt });
  };
  const talkers = threads.flatMap(([one, other], index) => [
    new Talker(`${index}a`, one, other, onArrival),
    new Talker(`${index}b`, other, one, onArrival),
  ]);
  for (const talker of talkers) talker.sendNext();
  await pause(warmUpSeconds * 1000);

  const refusedBefore = talkers.reduce((sum, { refused }) => sum + refused, 0);
  const consumptionBefore = await chat.consumption();
  const timesBefore = await readProcessorTimes(chat.server.process);
  const from = performance.now();
  arrivals = [];
  await pause(seconds * 1000);
  // Messages that arrive later are not counted.
  const counted = arrivals.slice();
  const measuredSeconds = (performance.now() - from) / 1000;
  const timesAfter = await readProcessorTimes(chat.server.process);
  const consumed = perMessage(consumptionBefore, await chat.consumption(), counted.length);
  const refused = talkers.reduce((sum, talker) => sum + talker.refused, 0) - refusedBefore;

  for (const talker of talkers) talker.stop();
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline && !talkers.every(({ isDone }) => isDone)) await pause(50);
  const lost = talkers.filter(({ isDone }) => !isDone).length;
  await Promise.all(threads.flat().map((device) => device.close()));

  const third = (measuredSeconds * 1000) / 3;
  const rateBetween = (start: number) =>
    counted.filter(({ at }) => at >= start && at < start + third).length / (third / 1000);
  return {
    seconds: measuredSeconds,
    arrivalMs: counted.map(({ ms }) => ms),
    firstThirdRate: rateBetween(from),
    lastThirdRate: rateBetween(from + 2 * third),
    processor: secondsBetween(timesBefore, timesAfter),
    consumed,
    refused,
    lost,
  };
}
