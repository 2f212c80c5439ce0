import { setTimeout as pause } from 'node:timers/promises';
import { contentOf, type Chat, type Consumption, type Device } from './chat.ts';
import { perMessage } from './consumption.ts';
import { readProcessorTimes, secondsBetween, type ProcessorSeconds } from './processor-time.ts';

export interface ClosedLoop {
  seconds: number;
  /** Milliseconds from send to arrival of each message that arrived in that time. */
  arrivalMs: number[];
  /** Messages a second of the first and the last third of the time: whether the speed lasts. */
  firstThirdRate: number;
  lastThirdRate: number;
  /** What the server's parts and this process took of the processors in that time. */
  processor: ProcessorSeconds;
  /** What a message asked of DynamoDB; null where there is none. */
  consumed: Consumption | null;
  /** Sends that were refused. */
  refused: number;
  /** Messages that had been sent and had not arrived when the run was over and nothing came any more. */
  lost: number;
}

export interface ClosedLoopOptions {
  threads: number;
  seconds: number;
  warmUpSeconds: number;
}

/** Long enough for whatever is still under way. */
const patienceMs = 10_000;

/** One user's loop: the next message is sent when the last one has arrived on the other's device. */
class Talker {
  refused = 0;
  /** What is under way; null once the loop has ended. */
  #underWay: { content: string; sentAt: number } | null = null;
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
    return this.#underWay === null;
  }

  stop(): void {
    this.#stopped = true;
  }

  sendNext(): void {
    this.#underWay = null;
    if (this.#stopped) return;
    this.#number += 1;
    const content = contentOf(this.name, this.#number);
    this.#underWay = { content, sentAt: performance.now() };
    this.device.send(content).catch(() => {
      this.refused += 1;
      // It may have arrived all the same: then the next one is under way already.
      if (this.#underWay?.content === content) this.sendNext();
    });
  }

  #arrive(content: string): void {
    // Pushes come at least once.
    if (this.#underWay?.content !== content) return;
    this.onArrival(this.#underWay.sentAt);
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

/** As fast as the server can: every user has one message under way all the time. */
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
  // What arrives from here on is not counted.
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
