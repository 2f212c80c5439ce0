import { randomUUID } from 'node:crypto';
import type { EventName } from '../../../protocol/events.ts';
import type { Role } from '../../../protocol/objects.ts';
import { threadIdOf } from '../../../lambdas/chat/model/thread-id.ts';
import type { Snapshot } from '../../../lambdas/chat/model/types.ts';
import { seedThread, writeRows } from '../../../measure/seed.ts';
import type { Device, Frame } from '../../support/device.ts';
import { Person } from '../../support/people.ts';
import type { RuleChat } from '../driver/rule-chat.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const daySeconds = 24 * 60 * 60;

/** The state of the thread before the verb. */
export interface SceneOptions {
  /** How long ago the last message was sent. After hours the thread moves to another step of the inbox. */
  quietMs?: number;
  /** The thread does not exist yet. */
  isNew?: boolean;
  isActive?: boolean;
  /** Who has closed a thread that is not active. */
  closedBy?: Role;
  /** The participants who have deleted it. */
  hiddenFor?: Role[];
}

export type SceneChat = Pick<RuleChat, 'token' | 'open' | 'rest' | 'invoke' | 'nowMs' | 'table' | 'published'>;

export interface Devices {
  aliceJoined: Device;
  aliceElsewhere: Device;
  bobJoined: Device;
  bobElsewhere: Device;
}

/**
 * Two people whom no other test knows: Alice, the client, and Bob. Each has a device that has joined the thread and one
 * that has not. The thread has three messages, the last of which Bob has not read. They have a second thread, which is
 * two hours old.
 */
export class Scene {
  /** Devices that were opened later. */
  readonly moreDevices: Device[] = [];
  /** Alice's uploads to the thread. */
  readonly fileIds: string[] = [];
  /** To a file whose message the verb deletes. */
  link = '';
  private requests = 0;

  private constructor(
    readonly chat: SceneChat,
    /** In every event that a verb of this scene causes, unless the verb names something else. */
    readonly name: string,
    readonly options: SceneOptions,
    readonly alice: Person,
    readonly bob: Person,
    readonly devices: Devices,
  ) {}

  static async create(chat: SceneChat, options: SceneOptions = {}): Promise<Scene> {
    const day = { expires_in: daySeconds };
    const [alice, bob] = await Promise.all([Person.create(chat, 'Alice', day), Person.create(chat, 'Bob', day)]);
    // One after the other, so that a later device has a later connection.
    const aliceJoined = await alice.connect();
    const aliceElsewhere = await alice.connect();
    const bobJoined = await bob.connect();
    const bobElsewhere = await bob.connect();
    const devices = { aliceJoined, aliceElsewhere, bobJoined, bobElsewhere };
    const scene = new Scene(chat, `scene-${randomUUID()}`, options, alice, bob, devices);
    await scene.seed();
    for (const device of Object.values(devices)) device.frames.length = 0;
    return scene;
  }

  get triple() {
    return { client: this.alice.named, freelancer: this.bob.named, job: { id: this.name } };
  }

  get threadId(): string {
    return threadIdOf(this.alice.id, this.bob.id, this.name);
  }

  get otherId(): string {
    return threadIdOf(this.alice.id, this.bob.id, `${this.name} other`);
  }

  /** How many messages the thread had before. */
  get length(): number {
    return this.options.isNew ? 0 : 3;
  }

  get store() {
    return this.chat.table.store;
  }

  private async seed(): Promise<void> {
    const { quietMs = minuteMs, isNew = false, isActive = true, closedBy = 'client', hiddenFor = [] } = this.options;
    const nowMs = this.chat.nowMs();
    const { rows: otherRows } = seedThread({
      triple: { ...this.triple, job: { id: `${this.name} other` } },
      length: 3,
      firstAtMs: nowMs - 2 * hourMs,
      readUpTo: { freelancer: 1 },
    });
    const { rows } = seedThread({
      triple: this.triple,
      length: this.length,
      firstAtMs: nowMs - quietMs,
      readUpTo: { freelancer: 2 },
    });
    await writeRows(this.chat.table, isNew ? otherRows : [...otherRows, ...rows]);
    if (isNew) return;
    const { aliceJoined, bobJoined } = this.devices;
    for (const device of [aliceJoined, bobJoined]) await device.request('join_thread', { thread_id: this.threadId });
    const users = { client: this.alice.id, freelancer: this.bob.id };
    if (!isActive) await this.store.close(this.threadId, closedBy);
    for (const role of hiddenFor) {
      await this.store.hideThread(this.threadId, role);
      await this.store.dropFromInbox(users[role], this.threadId);
    }
  }

  get allDevices(): Device[] {
    return [...Object.values(this.devices), ...this.moreDevices];
  }

  /** All devices of Alice end. */
  async closeAlices(): Promise<void> {
    for (const device of [this.devices.aliceJoined, this.devices.aliceElsewhere, ...this.moreDevices])
      await device.close();
  }

  /** The event of such a frame contains the name of the scene. */
  frame(device: Device, action: string, fields: object = {}): Promise<Frame> {
    const request_id = `${this.name}-${(this.requests += 1)}`;
    device.send({ action, request_id, thread_id: this.threadId, ...fields });
    return device.until((frame) => frame.request_id === request_id);
  }

  /** A REST call about the thread. */
  rest(by: Person, method: string, path = '', body?: object) {
    return by.rest(method, `/threads/${this.threadId}/${path}`, body);
  }

  /** Everything in the thread's partition. */
  read(threadId = this.threadId): Promise<Snapshot> {
    return this.store.readThread(threadId, { messages: 100, consistent: true });
  }

  /**
   * The frames that were pushed to the device, or the data of one event's. A device whose connection has ended
   * gets no more.
   */
  async pushed(device: Device, event?: EventName): Promise<any[]> {
    await device.received().catch((error: unknown) => {
      if (device.closed === null) throw error;
    });
    return device.pushes(event);
  }
}
