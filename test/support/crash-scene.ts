import { expect } from 'vitest';
import type { EventData, EventName } from '../../protocol/events.ts';
import { roles, type Role } from '../../protocol/objects.ts';
import { countUnread } from '../../lambdas/chat/count-unread.ts';
import { threadIdOf } from '../../lambdas/chat/model/thread-id.ts';
import { listThreads } from '../../lambdas/chat/list-threads.ts';
import type { Recipient, Snapshot } from '../../lambdas/chat/model/types.ts';
import type { Sockets } from '../../lambdas/chat/ports/sockets.ts';
import type { Store } from '../../lambdas/chat/ports/store.ts';
import type { UserContext } from '../../lambdas/chat/ports/context.ts';
import { connectionRows, seedThread, writeRows } from '../../measure/seed.ts';
import type { World } from './world.ts';

/** The two, their thread, and what has to be true of it whatever has died. */

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

export interface SceneOptions {
  /** When the last message before was sent; in another step of the inbox where it is hours ago. */
  quietMs?: number;
  /** The thread is not there yet. */
  isNew?: boolean;
  isActive?: boolean;
  /** Who has deleted it. */
  hiddenFor?: Role[];
}

/** Alice, the client, and Bob, each with a device in the room and one that has not joined it. */
export class Scene {
  readonly alice: string;
  readonly bob: string;
  readonly threadId: string;
  /** Of both as well, two hours old, with messages that Bob has not read. */
  readonly otherId: string;
  readonly nowMs: number;
  /** Messages of the thread before. */
  readonly length: number;

  constructor(
    readonly world: World,
    readonly name: string,
    readonly options: SceneOptions = {},
  ) {
    this.alice = `alice-${name}`;
    this.bob = `bob-${name}`;
    this.threadId = threadIdOf(this.alice, this.bob, null);
    this.otherId = threadIdOf(this.alice, this.bob, 'other');
    this.nowMs = world.clock.nowMs;
    this.length = options.isNew ? 0 : 3;
  }

  /** The connections: in the room, and elsewhere. */
  joined(user: string): string {
    return `${user}-joined`;
  }

  elsewhere(user: string): string {
    return `${user}-elsewhere`;
  }

  get triple() {
    return { client: { id: this.alice }, freelancer: { id: this.bob } };
  }

  recipient(userId: string, connectionId: string): Recipient {
    const connectedAtMs = this.nowMs - hourMs;
    return {
      connectionId,
      userId,
      username: userId,
      codec: 'chat.v1',
      connectedAtMs,
      expiresAtSeconds: Math.floor((this.nowMs + dayMs) / 1000),
    };
  }

  async seed(): Promise<void> {
    const { quietMs = minuteMs, isActive = true, hiddenFor = [] } = this.options;
    const other = seedThread({
      triple: { ...this.triple, job: { id: 'other' } },
      length: 3,
      firstAtMs: this.nowMs - 2 * hourMs,
      readUpTo: { freelancer: 1 },
    });
    const thread = seedThread({
      triple: this.triple,
      length: this.length,
      firstAtMs: this.nowMs - quietMs,
      readUpTo: { freelancer: 2 },
    });
    const rows = this.options.isNew ? [] : thread.rows;
    const rooms = this.options.isNew ? [] : [this.threadId];
    const connections = [this.alice, this.bob].flatMap((user) => [
      { connection: this.recipient(user, this.joined(user)), threadIds: rooms },
      { connection: this.recipient(user, this.elsewhere(user)), threadIds: [] },
    ]);
    await writeRows(this.world, [...other.rows, ...rows, ...connectionRows(connections)]);
    const { store } = this.world;
    for (const role of hiddenFor) {
      await store.hideThread(this.threadId, role);
      await store.dropFromInbox(thread.thread[role].id, this.threadId);
    }
    if (!isActive) await store.close(this.threadId);
  }

  context(
    outside: { store: Store; sockets: Sockets },
    user: string,
    afterMs: number,
    connectionId: string | null,
    requestId?: string,
  ): UserContext {
    const ctx = { ...this.world.as(user, { connectionId }), ...outside, nowMs: this.nowMs + afterMs };
    return requestId === undefined ? ctx : { ...ctx, requestId };
  }

  /** The context of a process that lives. */
  later(user: string, afterMs: number, connectionId: string | null = this.joined(user)): UserContext {
    return this.context({ store: this.world.store, sockets: this.world.as(user).sockets }, user, afterMs, connectionId);
  }

  /** Everything of the thread's partition. */
  read(threadId = this.threadId): Promise<Snapshot> {
    return this.world.store.readThread(threadId, { messages: 100, consistent: true });
  }

  /** The data of the frames of that name that were pushed to a connection. */
  framesTo<E extends EventName>(connectionId: string, event: E): EventData<E>[] {
    return this.world
      .framesTo(connectionId)
      .filter((frame) => frame.event === event)
      .map((frame) => frame.data as EventData<E>);
  }
}

function unreadInLog({ thread, messages }: Snapshot, role: Role): number {
  const upToSeq = thread?.marks[role]?.seq ?? 0;
  return messages.filter((message) => message.seq > upToSeq && message.author !== role).length;
}

/** The log has no gap, and the thread's row says what the log says. */
function checkThreadRow({ thread, messages }: Snapshot): void {
  expect(messages.map((message) => message.seq)).toEqual(messages.map((_, index) => messages.length - index));
  const newest = messages[0];
  const head = thread?.head ?? null;
  expect(head && { seq: head.seq, revision: head.revision, preview: head.preview, counts: head.counts }).toEqual(
    newest === undefined
      ? null
      : { seq: newest.seq, revision: newest.revision, preview: newest.content.slice(0, 100), counts: newest.counts },
  );
}

async function checkLists(scene: Scene, role: Role, user: string, threads: Snapshot[], afterMs: number): Promise<void> {
  const ctx = scene.later(user, afterMs);
  const [{ results }, unread] = await Promise.all([listThreads(ctx, { limit: 100 }), countUnread(ctx)]);
  const atMs = ({ thread, messages }: Snapshot) => messages[0]?.sentAtMs ?? thread?.createdAtMs ?? 0;
  const listed = threads
    .filter(({ thread }) => thread !== null && !thread.hiddenFor.includes(role))
    .sort((a, b) => atMs(b) - atMs(a))
    .map((snapshot) => ({
      id: snapshot.thread?.id as string,
      unread_count: unreadInLog(snapshot, role),
      last_seq: snapshot.messages.length,
    }));
  expect(results.map(({ id, unread_count, last_seq }) => ({ id, unread_count, last_seq }))).toEqual(listed);
  expect(unread.threads).toEqual(
    Object.fromEntries(listed.filter((one) => one.unread_count > 0).map((one) => [one.id, one.unread_count])),
  );
}

/** One log without gap, the thread's row as the log, both inboxes and unread counts as log and marks say. */
export async function checkConsistent(scene: Scene, afterMs: number): Promise<Snapshot> {
  const [main, other] = await Promise.all([scene.read(), scene.read(scene.otherId)]);
  if (main.thread !== null) checkThreadRow(main);
  const users = { client: scene.alice, freelancer: scene.bob };
  await Promise.all(roles.map((role) => checkLists(scene, role, users[role], [main, other], afterMs)));
  return main;
}
