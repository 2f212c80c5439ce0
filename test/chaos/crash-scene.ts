import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import type { Message, Thread } from '../../protocol/objects.ts';
import type { CrashReport } from 'cdk-app-emulator';
import type { LocalApp } from '../support/local-app.ts';
import { Person } from '../support/people.ts';
import type { Frame, TestSocket } from '../support/socket.ts';
import { operatorOf, roomRows } from './room-rows.ts';

/** Two people with two devices each, who talk in one thread after another. */
export class Stage {
  private constructor(
    readonly app: LocalApp,
    readonly alice: Person<LocalApp>,
    readonly bob: Person<LocalApp>,
    /** `joined` joins the thread of each scene, `elsewhere` does not. */
    readonly devices: {
      aliceJoined: TestSocket;
      aliceElsewhere: TestSocket;
      bobJoined: TestSocket;
      bobElsewhere: TestSocket;
    },
  ) {}

  static async open(app: LocalApp): Promise<Stage> {
    const [alice, bob] = await Promise.all([Person.create(app, 'Alice'), Person.create(app, 'Bob')]);
    const [aliceJoined, aliceElsewhere, bobJoined, bobElsewhere] = await Promise.all([
      alice.connect(),
      alice.connect(),
      bob.connect(),
      bob.connect(),
    ]);
    return new Stage(app, alice, bob, { aliceJoined, aliceElsewhere, bobJoined, bobElsewhere });
  }

  /** Orders the death of the next invocation of the function whose event has the text. */
  async orderCrash(functionName: string, match: string, afterCalls: number): Promise<string> {
    const { status, body } = await this.app.call('POST', '/dev/crashes', {
      function: functionName,
      match,
      after_calls: afterCalls,
    });
    expect(status).toBe(201);
    return body.id;
  }

  /** What became of it, once it is known. */
  async reportOf(id: string): Promise<CrashReport> {
    for (;;) {
      const { body } = await this.app.call<CrashReport>('GET', `/dev/crashes/${id}`);
      if (body.state === 'died' || body.state === 'lived') return body;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

/** One thread of the two with three messages, the last two of which Bob has not read. */
export class Scene {
  threadId = '';

  constructor(
    readonly stage: Stage,
    /** In every event that belongs to this scene. */
    readonly key: string,
  ) {}

  get triple() {
    const { alice, bob } = this.stage;
    return { client: alice.named, freelancer: bob.named, job: { id: this.key, title: this.key } };
  }

  async create(): Promise<void> {
    const { alice, bob, devices } = this.stage;
    const { body } = await alice.rest<Thread>('POST', '/threads/', this.triple);
    this.threadId = body.id;
    await Promise.all(
      [devices.aliceJoined, devices.bobJoined].map((device) =>
        device.request('join_thread', { thread_id: this.threadId }),
      ),
    );
    for (const [index, by] of [alice, alice, alice].entries()) {
      await by.rest('POST', `/threads/${this.threadId}/messages/`, { content: `before ${index + 1}` });
    }
    await bob.rest('POST', `/threads/${this.threadId}/mark-read/`, { up_to_seq: 1 });
  }

  /** A frame, and what answers it: a frame of the function, or the gateway's own where that has died. */
  async frame(device: TestSocket, action: string, fields: object = {}): Promise<Frame> {
    const request_id = `${this.key}-${action}-${Math.random()}`;
    const gatewaysOwn = (frame: Frame) => frame.event === undefined;
    const before = device.frames.filter(gatewaysOwn).length;
    device.send({ action, request_id, ...fields });
    const answered = device.until((frame) => frame.request_id === request_id);
    const died = device.untilCount(before + 1, gatewaysOwn).then((frames) => frames[before]!);
    return Promise.race([answered, died]);
  }

  async messages(): Promise<Message[]> {
    return (await this.stage.alice.get(`/threads/${this.threadId}/messages/?limit=100`)).results;
  }

  /** One log without gap, and both see of it what log and marks say: in the thread, in the inbox, in the unread count. */
  async checkConsistent(): Promise<Message[]> {
    const messages = await this.messages();
    expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, index) => index + 1));
    const keys = messages.map((message) => message.client_message_id).filter((key) => key !== null);
    expect(new Set(keys).size).toBe(keys.length);
    for (const person of [this.stage.alice, this.stage.bob]) await this.checkSeenBy(person, messages);
    return messages;
  }

  private async checkSeenBy(person: Person, messages: Message[]): Promise<void> {
    const thread = await person.get<Thread>(`/threads/${this.threadId}/`);
    const readUpTo = thread.read[person.id]?.up_to_seq ?? 0;
    const unread = messages.filter(({ seq, sender }) => seq > readUpTo && sender?.id !== person.id).length;
    const newest = messages.at(-1);
    const last = newest === undefined ? null : { seq: newest.seq, preview: newest.content };
    const expected = { last_seq: messages.length, last_message: last, unread_count: unread };
    expect(thread).toMatchObject(expected);
    const { results } = await person.get<{ results: Thread[] }>('/threads/?limit=100');
    const listed = results.filter(({ id }) => id === this.threadId);
    // Deleted, it is in no list and counts nothing; which of the two has deleted it only the lists tell.
    if (listed.length === 0) expect(thread.is_active).toBe(false);
    else expect(listed).toMatchObject([expected]);
    const counts = (await person.get('/unread-count/')).threads;
    expect(counts[this.threadId] ?? 0).toBe(listed.length === 0 ? 0 : unread);
  }

  /** Everybody who is connected hears of the next message: as a member of the room, or by the thread. */
  async checkEverybodyHears(sockets: TestSocket[] = Object.values(this.stage.devices)): Promise<void> {
    const event = { event_id: `${this.key}-heard`, event: 'system', thread_id: this.threadId, content: 'Heard?' };
    const { payload } = await this.stage.app.invoke('system-message', event);
    const { seq } = payload.message;
    const tells = ({ event: name, data }: Frame) =>
      (name === 'new_message' && data.thread_id === this.threadId && data.seq === seq) ||
      (name === 'thread_updated' && data.thread.id === this.threadId && data.thread.last_seq >= seq);
    await Promise.all(sockets.map((socket) => socket.until(tells)));
  }

  /** So that the devices have joined the thread of the next scene alone. */
  async leave(): Promise<void> {
    await Promise.all(
      Object.values(this.stage.devices).map((device) => device.request('leave_thread', { thread_id: this.threadId })),
    );
  }

  /** The connections that the table has in the room. */
  roomRows(): Promise<string[]> {
    return roomRows(new DynamoDBClient(operatorOf(this.stage.app.url)), this.threadId);
  }
}
