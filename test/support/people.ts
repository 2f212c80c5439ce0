import { randomUUID } from 'node:crypto';
import type { Message, Thread } from '../../protocol/objects.ts';
import type { SystemEventResult } from '../../protocol/system-event.ts';
import type { Answer, Chat, TokenOptions } from './chat.ts';
import type { Device } from './device.ts';

type DeviceOf<C extends Chat> = Awaited<ReturnType<C['open']>>;

/** A user whom no other test knows. */
export class Person<C extends Chat = Chat> {
  private constructor(
    private readonly chat: C,
    readonly id: string,
    readonly username: string,
    readonly token: string,
  ) {}

  static async create<C extends Chat>(chat: C, username: string, options: TokenOptions = {}): Promise<Person<C>> {
    const id = `${username.toLowerCase()}-${randomUUID().slice(0, 8)}`;
    return new Person(chat, id, username, await chat.token(id, { username, ...options }));
  }

  get named(): { id: string; username: string } {
    return { id: this.id, username: this.username };
  }

  /** The same user with another token. */
  async withToken(options: TokenOptions): Promise<Person<C>> {
    const username = options.username ?? this.username;
    return new Person(this.chat, this.id, username, await this.chat.token(this.id, { ...options, username }));
  }

  rest<T = any>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    return this.chat.rest<T>(this.token, method, path, body);
  }

  /** The body of a GET. */
  async get<T = any>(path: string): Promise<T> {
    return (await this.rest<T>('GET', path)).body;
  }

  /** A device that has said hello. */
  connect(): Promise<DeviceOf<C>> {
    return this.chat.open(this.token) as Promise<DeviceOf<C>>;
  }

  /** A device that has joined the thread. */
  async join(threadId: string): Promise<DeviceOf<C>> {
    const device = await this.connect();
    await device.request('join_thread', { thread_id: threadId });
    return device;
  }

  async unreadCount(): Promise<number> {
    return (await this.get('/unread-count/')).unread_count;
  }

  /** The ids of the threads in the inbox, in its order. */
  async inbox(query = ''): Promise<string[]> {
    return (await this.get<{ results: Thread[] }>(`/threads/${query}`)).results.map(({ id }) => id);
  }

  /** Creates the thread of the two, or finds it; the caller is its client. */
  createThread(freelancer: Person<C>, job?: { id: string; title?: string } | null): Promise<Answer<Thread>> {
    const body = { client: this.named, freelancer: freelancer.named, ...(job === undefined ? {} : { job }) };
    return this.rest<Thread>('POST', '/threads/', body);
  }
}

/** Alice, the client, Bob, the freelancer, and their thread. */
export class Talk<C extends Chat = Chat> {
  constructor(
    readonly chat: C,
    readonly alice: Person<C>,
    readonly bob: Person<C>,
    readonly threadId: string,
  ) {}

  get path(): string {
    return `/threads/${this.threadId}/`;
  }

  /** Sends a message over REST. */
  async say(by: Person<C>, content = 'hello', fields: object = {}): Promise<Message> {
    const { status, body } = await by.rest<Message>('POST', `${this.path}messages/`, { content, ...fields });
    if (status >= 300) throw new Error(`the message was refused: ${JSON.stringify(body)}`);
    return body;
  }

  async sayMany(by: Person<C>, count: number): Promise<void> {
    for (let number = 1; number <= count; number += 1) await this.say(by, `message ${number}`);
  }

  /** A `send_message` frame, and the frame that answers it. */
  send(device: Device, content = 'hello', fields: object = {}) {
    return device.request('send_message', { thread_id: this.threadId, content, ...fields });
  }

  read(by: Person<C>, upToSeq?: number) {
    return by.rest('POST', `${this.path}mark-read/`, upToSeq === undefined ? {} : { up_to_seq: upToSeq });
  }

  setActive(by: Person<C>, isActive: boolean) {
    return by.rest<Thread>('PATCH', this.path, { is_active: isActive });
  }

  /** Changes that user's own side of the thread (ME-1). */
  setOwn(by: Person<C>, change: object) {
    return by.rest<Thread>('PATCH', `${this.path}me/`, change);
  }

  /** That user's own side of the thread. */
  async me(by: Person<C>): Promise<Thread['me']> {
    return (await this.thread(by)).me;
  }

  delete(by: Person<C>) {
    return by.rest('DELETE', this.path);
  }

  /** The thread as that user sees it. */
  thread(by: Person<C>): Promise<Thread> {
    return by.get<Thread>(this.path);
  }

  async messages(by: Person<C> = this.alice, query = 'limit=100'): Promise<Message[]> {
    return (await by.get<{ results: Message[] }>(`${this.path}messages/?${query}`)).results;
  }

  /** A message of the marketplace. */
  async announce(fields: object = {}): Promise<SystemEventResult> {
    const event = { event_id: randomUUID(), event: 'system', content: 'News', thread_id: this.threadId, ...fields };
    const { functionError, payload } = await this.chat.invoke('system-message', event);
    if (functionError !== null) throw new Error(`the event was refused: ${JSON.stringify(payload)}`);
    return payload as SystemEventResult;
  }
}

/** A talk in which each of the two has joined with a device. */
export type JoinedTalk<C extends Chat = Chat> = Talk<C> & { atAlice: DeviceOf<C>; atBob: DeviceOf<C> };

/** An empty thread of two people of its own. */
export async function newTalk<C extends Chat>(chat: C, job?: { id: string; title?: string }): Promise<Talk<C>> {
  const [alice, bob] = await Promise.all([Person.create(chat, 'Alice'), Person.create(chat, 'Bob')]);
  return new Talk(chat, alice, bob, (await alice.createThread(bob, job)).body.id);
}

/** The same, both having joined the thread with a device. */
export async function joinedTalk<C extends Chat>(chat: C): Promise<JoinedTalk<C>> {
  const talk = await newTalk(chat);
  const atAlice = await talk.alice.join(talk.threadId);
  const atBob = await talk.bob.join(talk.threadId);
  await atAlice.event('user_joined');
  atAlice.frames.length = 0;
  atBob.frames.length = 0;
  return Object.assign(talk, { atAlice, atBob });
}
