import { randomUUID } from 'node:crypto';
import type { Thread } from '../../protocol/objects.ts';
import type { Answer, LocalApp } from './local-app.ts';
import { TestSocket } from './socket.ts';

/** Somebody whom no other test knows. */
export class Person {
  private constructor(
    private readonly app: LocalApp,
    readonly id: string,
    readonly username: string,
    readonly token: string,
  ) {}

  static async create(app: LocalApp, username: string, options: { expires_in?: number } = {}): Promise<Person> {
    const id = `${username.toLowerCase()}-${randomUUID().slice(0, 8)}`;
    return new Person(app, id, username, await app.token(id, { username, ...options }));
  }

  get named(): { id: string; username: string } {
    return { id: this.id, username: this.username };
  }

  rest<T = any>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    return this.app.rest<T>(this.token, method, path, body);
  }

  /** The body of a GET. */
  async get<T = any>(path: string): Promise<T> {
    return (await this.rest<T>('GET', path)).body;
  }

  /** A device that has said hello. */
  open(): Promise<TestSocket> {
    return TestSocket.open(this.app.wsUrl, this.token);
  }

  /** A device that has joined the thread. */
  async join(threadId: string): Promise<TestSocket> {
    const socket = await this.open();
    await socket.request('join_thread', { thread_id: threadId });
    return socket;
  }

  async unreadCount(): Promise<number> {
    return (await this.get('/unread-count/')).unread_count;
  }
}

export interface Talk {
  alice: Person;
  bob: Person;
  threadId: string;
}

/** Alice, a client, and Bob, a freelancer, with an empty thread of their own. */
export async function newTalk(app: LocalApp): Promise<Talk> {
  const [alice, bob] = await Promise.all([Person.create(app, 'Alice'), Person.create(app, 'Bob')]);
  const { body } = await alice.rest<Thread>('POST', '/threads/', { client: alice.named, freelancer: bob.named });
  return { alice, bob, threadId: body.id };
}

/** The same, both having joined the thread with a device. */
export async function joinedTalk(app: LocalApp): Promise<Talk & { atAlice: TestSocket; atBob: TestSocket }> {
  const talk = await newTalk(app);
  const atAlice = await talk.alice.join(talk.threadId);
  const atBob = await talk.bob.join(talk.threadId);
  return { ...talk, atAlice, atBob };
}
