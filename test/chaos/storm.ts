import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Faults } from 'cdk-app-emulator';
import { noLimits } from '../../measure/no-limits.ts';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { Random } from '../support/random.ts';
import { Device, persist } from './device.ts';

export interface StormOptions {
  seed: number;
  durationMs: number;
  users: number;
  devicesPerUser: number;
  threads: number;
  actionsPerSecond: number;
  /** How often the engine is killed, at even intervals. */
  engineKills: number;
}

export interface StormThread {
  id: string;
  /** The two participants, by their ids. */
  users: [string, string];
}

const faultsOfStorm: Partial<Faults> = {
  LOCAL_DYNAMODB_DELAY_MS: 2,
  LOCAL_DYNAMODB_THROTTLE: 0.03,
  LOCAL_DYNAMODB_500: 0.03,
  LOCAL_DISCONNECT_LOSS: 0.5,
  LOCAL_MANAGEMENT_410: 0.005,
  LOCAL_MANAGEMENT_429: 0.15,
  LOCAL_MANAGEMENT_500: 0.15,
  LOCAL_INVOCATION_REPEAT: 0.05,
  LOCAL_INVOCATION_DELAY_MS: 40,
  LOCAL_FUNCTION_CRASH: 0.02,
};
const noFaults = Object.fromEntries(Object.keys(faultsOfStorm).map((name) => [name, 0]));
const clockSkewMs = 5_000;
/** How long an action is retried before its user gives up. */
const patienceMs = 60_000;

/** Random traffic of many users with several devices each, through an app in which everything fails now and then. */
export class Storm {
  readonly devices: Device[] = [];
  readonly threads: StormThread[] = [];
  /** Events of the marketplace that were answered, by their id. */
  readonly events = new Map<string, { threadId: string; seq: number }>();
  readonly counts = { actions: 0, cuts: 0, engineKills: 0, events: 0 };
  app!: LocalApp;
  private readonly random: Random;
  private readonly pending = new Set<Promise<unknown>>();
  private folder = '';
  private texts = 0;

  constructor(readonly options: StormOptions) {
    this.random = new Random(options.seed);
  }

  async start(): Promise<void> {
    const { users, devicesPerUser, threads } = this.options;
    this.folder = mkdtempSync(join(tmpdir(), 'chat-storm-'));
    this.app = await startApp({
      DATA_DIR: this.folder,
      ...noLimits,
      LOCAL_CLOCK_SKEW_MS: String(clockSkewMs),
      LOCAL_ASYNC_RETRY_DELAY_MS: '200',
    });
    const ids = Array.from({ length: users }, (_, index) => `user-${index + 1}`);
    for (let number = 0; number < threads; number += 1) this.threads.push(await this.createThread(ids, number));
    for (const id of ids)
      for (let number = 0; number < devicesPerUser; number += 1) this.devices.push(new Device(this.app, id, number));
    for (const device of this.devices) device.connect();
  }

  private async createThread(ids: string[], number: number): Promise<StormThread> {
    const client = ids[number % ids.length]!;
    const freelancer = ids[(number + 1 + Math.floor(number / ids.length)) % ids.length]!;
    const triple = { client: { id: client }, freelancer: { id: freelancer }, job: { id: `job-${number}` } };
    const { body } = await this.app.rest(await this.app.token(client), 'POST', '/threads/', triple);
    return { id: body.id, users: [client, freelancer] };
  }

  async blow(): Promise<void> {
    const { durationMs, actionsPerSecond, engineKills } = this.options;
    await this.setFaults(faultsOfStorm);
    const begin = Date.now();
    const killAtMs = Array.from(
      { length: engineKills },
      (_, index) => begin + ((index + 1) * durationMs) / (engineKills + 1),
    );
    while (Date.now() < begin + durationMs) {
      this.act();
      if (Date.now() > (killAtMs[0] ?? Infinity)) {
        killAtMs.shift();
        this.follow(this.killEngine());
      }
      await setTimeout((2 * this.random.next() * 1_000) / actionsPerSecond);
    }
    await this.setFaults(noFaults);
    await Promise.all(this.pending);
  }

  async setFaults(faults: object): Promise<void> {
    const { status, body } = await this.app.call('POST', '/dev/faults', faults);
    if (status !== 200) throw new Error(`the faults were refused: ${JSON.stringify(body)}`);
  }

  async stop(): Promise<void> {
    for (const { client } of this.devices) client.disconnect();
    await this.app.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private follow(work: Promise<unknown>): void {
    const followed = work.finally(() => this.pending.delete(followed));
    this.pending.add(followed);
  }

  private async killEngine(): Promise<void> {
    const { status, body } = await this.app.call('POST', '/dev/engine/restart');
    if (status !== 200) throw new Error(`the engine did not start again: ${JSON.stringify(body)}`);
    this.counts.engineKills += 1;
  }

  private act(): void {
    this.counts.actions += 1;
    const device = this.random.pick(this.devices);
    const thread = this.random.pick(this.threads.filter(({ users }) => users.includes(device.userId)));
    const what = this.random.weighted([
      [40, 'send'],
      [12, 'join'],
      [3, 'leave'],
      [10, 'read'],
      [6, 'edit'],
      [2, 'delete'],
      [8, 'type'],
      [4, 'event'],
      [6, 'cut'],
      [3, 'list'],
    ] as const);
    this.do(what, device, thread);
  }

  private do(
    what: 'send' | 'join' | 'leave' | 'read' | 'edit' | 'delete' | 'type' | 'event' | 'cut' | 'list',
    device: Device,
    { id }: StormThread,
  ): void {
    const { client } = device;
    switch (what) {
      case 'send':
        return device.send(id, `text ${(this.texts += 1)} of ${device.userId}/${device.number}`);
      case 'join':
        return device.join(id);
      case 'leave':
        return device.leave(id);
      case 'read':
        return this.follow(client.markAsRead(id));
      case 'type':
        return client.startTyping(id);
      case 'list':
        return this.follow(client.loadThreads());
      case 'cut':
        this.counts.cuts += 1;
        return device.cut();
      case 'event':
        return this.follow(this.postEvent(id));
      case 'edit':
      case 'delete':
        return this.change(what, device, id);
    }
  }

  /** Changes one of the user's newest messages, and retries until the result is known. */
  private change(what: 'edit' | 'delete', { client, userId }: Device, threadId: string): void {
    const own = client
      .log(threadId)
      .messages.filter((message) => message.sender?.id === userId)
      .slice(-5);
    if (own.length === 0) return;
    const { seq } = this.random.pick(own);
    const content = `edited ${(this.texts += 1)}`;
    this.follow(
      persist(
        async () => (what === 'edit' ? client.edit(threadId, seq, content) : client.delete(threadId, seq)),
        patienceMs,
      ),
    );
  }

  /** Sends the same event until it is accepted, as EventBridge does. */
  private async postEvent(threadId: string): Promise<void> {
    const event = {
      event_id: `event-${(this.counts.events += 1)}`,
      event: 'system',
      thread_id: threadId,
      content: `event ${this.counts.events}`,
    };
    const deadline = Date.now() + patienceMs;
    while (Date.now() < deadline) {
      const { functionError, payload } = await this.app.invoke('system-message', event);
      if (functionError === null) return void this.events.set(event.event_id, { threadId, seq: payload.message.seq });
      await setTimeout(100);
    }
    throw new Error(`${event.event_id} was never taken`);
  }
}
