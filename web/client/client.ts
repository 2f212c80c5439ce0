import { normaliseContent } from '../../protocol/text.ts';
import type { EventData, Message, OwnChange, Thread, User } from './api/contract.ts';
import { networkFailure } from './api/failures.ts';
import type { ChatClientOptions } from './api/options.ts';
import { fail, ok } from './api/results.ts';
import type {
  ChatEventName,
  ConnectionState,
  Failure,
  Inbox,
  Listener,
  OutboxEntry,
  Result,
  ThreadLog,
  TokenSource,
  Unsubscribe,
} from './api/types.ts';
import { refusalOf } from './content.ts';
import { Driver } from './driver.ts';
import { Files } from './files.ts';
import { LogPages } from './log-pages.ts';
import type { RestClient } from './rest/rest.ts';
import { Views } from './snapshots.ts';
import { Watchers } from './watchers.ts';

/** Makes a client. It does nothing before `connect`. */
export function createChatClient(options: ChatClientOptions): ChatClient {
  return new ChatClient(options);
}

/** A user's connection to the chat, with the logs, the inbox and the outbox. */
export class ChatClient {
  /** REST with the same token. Its changes reach this client as pushes. */
  readonly rest: RestClient;
  readonly files: Files;
  /** What is far from the end of a log. */
  readonly pages: LogPages;

  private readonly driver: Driver;
  private readonly views: Views;
  private readonly watchers = new Watchers();
  private unwatch: Unsubscribe = () => {};

  constructor(options: ChatClientOptions) {
    this.driver = new Driver(options, { prepare: () => this.views.prepare(), changed: () => this.changed() });
    this.views = new Views(() => this.driver.state, this.driver.emitter);
    this.rest = this.driver.rest;
    this.files = new Files(this.driver);
    this.pages = new LogPages(this.driver, (threadId) => this.log(threadId));
  }

  /**
   * Connects, and stays connected until `disconnect`. Resolves once connected, refused or disconnected. Another call
   * replaces the token source for later connections; the user has to be the same.
   */
  connect(token: TokenSource): Promise<Result<User>> {
    const { environment } = this.driver;
    this.driver.useToken(token);
    this.unwatch();
    this.unwatch = environment.watch((change) => this.driver.dispatch({ kind: change }));
    this.driver.dispatch({ kind: environment.isOnline() ? 'online' : 'offline' });
    this.driver.dispatch({ kind: 'connect' });
    return this.watchers.until(() => {
      const state = this.connection;
      if (state.kind === 'connected') return ok(state.user);
      return this.ended();
    });
  }

  /** Ends the connection. Logs and unsent messages are kept for the next `connect`. */
  disconnect(): void {
    this.unwatch();
    this.driver.disconnect();
  }

  /** The number of the user's unsent messages on this device, including those of other tabs. */
  async countUnsent(): Promise<number> {
    return (await this.driver.countStored()) ?? this.outbox.length;
  }

  /** Ends the connection and removes the user's unsent messages from this device, for signing out. */
  async forget(): Promise<void> {
    this.unwatch();
    this.driver.dispatch({ kind: 'forget' });
    await this.driver.stored();
  }

  /** Connects at once instead of waiting, or again after a refusal. */
  retryNow(): void {
    this.driver.dispatch({ kind: 'retry_now' });
  }

  get connection(): ConnectionState {
    return this.views.connection();
  }

  /** The snapshot of a thread; an empty one if it was never joined. */
  log(threadId: string): ThreadLog {
    return this.views.log(threadId);
  }

  get inbox(): Inbox {
    return this.views.inbox();
  }

  get outbox(): readonly OutboxEntry[] {
    return this.views.outbox();
  }

  /** How long the server lets a message be edited and deleted (WS-13), as the options say. */
  get editWindowMs(): number {
    return this.driver.timing.editWindowMs;
  }

  /** The server's time, as far as it is known: by it messages have their times, and the edit window ends. */
  serverNowMs(): number {
    return this.driver.serverNowMs();
  }

  /**
   * Joins now and after each reconnect, until `leaveThread`. Resolves with the first page, or with the server's
   * refusal.
   */
  joinThread(threadId: string): Promise<Result<ThreadLog>> {
    this.driver.dispatch({ kind: 'join', threadId });
    return this.watchers.until(() => {
      const log = this.log(threadId);
      if (log.status.kind === 'live') return ok(log);
      if (log.status.kind === 'failed') return fail(log.status.error);
      return log.status.kind === 'left' ? fail(networkFailure('Left before it was joined')) : this.ended();
    });
  }

  leaveThread(threadId: string): void {
    this.driver.dispatch({ kind: 'leave', threadId });
  }

  /** Loads the page before the first message of the log, or of its window if there is one. */
  loadOlder(threadId: string): Promise<Result<ThreadLog>> {
    return this.pages.older(threadId);
  }

  /**
   * Puts a message into the outbox. Fails only with `bad_request`: the content is empty or too long (WS-12).
   * @param replyTo the `seq` of the message that it replies to (RE-1)
   * @param uploads the ids of its files; with files, the content may be empty (ATT-4)
   */
  sendMessage(
    threadId: string,
    content: string,
    metadata?: Record<string, unknown>,
    { replyTo = null, uploads = [] }: { replyTo?: number | null; uploads?: readonly string[] } = {},
  ): Result<OutboxEntry> {
    const text = normaliseContent(content);
    const refusal = refusalOf(text, metadata, { files: uploads.length });
    if (refusal) return fail(refusal);
    const id = this.driver.environment.newId();
    const files = this.files.named(uploads);
    const message = { id, threadId, content: text, metadata: metadata ?? null, replyTo, files };
    this.driver.dispatch({ kind: 'enqueue', ...message });
    this.driver.uploads.assign(uploads, id);
    return ok({ ...message, createdAtMs: this.serverNowMs(), status: { kind: 'sending' } });
  }

  /** Sends a failed entry again, with the same id. */
  retry(entryId: string): void {
    for (const { id } of this.files.of(entryId)) this.files.resume(id);
    this.driver.dispatch({ kind: 'retry', id: entryId });
  }

  /** Removes an entry that failed or waits for its files. One that is being sent stays: it may be stored already. */
  discard(entryId: string): void {
    const files = this.files.of(entryId);
    this.driver.dispatch({ kind: 'discard', id: entryId });
    if (!this.outbox.some(({ id }) => id === entryId)) this.files.forsake(files);
  }

  /** Call it for each key press. Frames are throttled, and `typing_stop` is sent after 5 s of silence. */
  startTyping(threadId: string): void {
    this.driver.dispatch({ kind: 'type', threadId });
  }

  stopTyping(threadId: string): void {
    this.driver.dispatch({ kind: 'stop_typing', threadId });
  }

  /** Marks messages as read, up to `upToSeq` or all. Without a connection, it waits for the next one. */
  markAsRead(threadId: string, upToSeq?: number): Promise<Result<EventData<'messages_read'>>> {
    return this.driver.call((call) => ({ kind: 'read', threadId, upToSeq: upToSeq ?? null, call }));
  }

  /**
   * Edits an own message. Fails at once with `network` if there is no connection, and with `conflict` if a `revision`
   * is given that is not the current one (WS-13); `details[0].current` is then the message as it is.
   */
  edit(threadId: string, seq: number, content: string, revision?: number): Promise<Result<Message>> {
    const text = normaliseContent(content);
    const { messages, window } = this.log(threadId);
    const files = [...(window?.messages ?? []), ...messages].find((one) => one.seq === seq)?.attachments.length ?? 0;
    const refusal = refusalOf(text, undefined, { files });
    if (refusal) return Promise.resolve(fail(refusal));
    return this.driver.call((call) => ({ kind: 'edit', threadId, seq, content: text, revision, call }));
  }

  /** Deletes an own message. Fails at once with `network` if there is no connection. */
  delete(threadId: string, seq: number): Promise<Result<Message>> {
    return this.driver.call((call) => ({ kind: 'delete', threadId, seq, call }));
  }

  /** Reacts to a message with an emoji (RE-2). Fails at once with `network` if there is no connection. */
  addReaction(threadId: string, seq: number, emoji: string): Promise<Result<Message>> {
    return this.driver.call((call) => ({ kind: 'react', action: 'add_reaction', threadId, seq, emoji, call }));
  }

  /** Takes back a reaction of the user's own. Fails at once with `network` if there is no connection. */
  removeReaction(threadId: string, seq: number, emoji: string): Promise<Result<Message>> {
    return this.driver.call((call) => ({ kind: 'react', action: 'remove_reaction', threadId, seq, emoji, call }));
  }

  /** Loads the first page of the inbox, then with each call the next one. The client keeps them up to date. */
  async loadThreads(): Promise<Result<Inbox>> {
    const loaded = await this.driver.inbox.next();
    return loaded.ok ? ok(this.inbox) : loaded;
  }

  /** Loads all archived threads into `inbox.archived`. The client keeps them up to date. */
  async loadArchive(): Promise<Result<Inbox>> {
    const loaded = await this.driver.inbox.archive();
    return loaded.ok ? ok(this.inbox) : loaded;
  }

  /** The thread of a client, a freelancer and a job; `not_found` if there is none. */
  findThread(query: Parameters<RestClient['findThread']>[0]): Promise<Result<Thread>> {
    return this.taken(this.rest.findThread(query), { isAskedFor: true });
  }

  /**
   * Creates or returns the thread of a client, a freelancer and a job. It appears in the inbox, also if it was removed.
   */
  createThread(body: Parameters<RestClient['createThread']>[0]): Promise<Result<Thread>> {
    return this.taken(this.rest.createThread(body), { isAskedFor: true });
  }

  /** Closes a thread for messages, or reopens it; `forbidden` if somebody else has closed it. */
  setActive(threadId: string, isActive: boolean): Promise<Result<Thread>> {
    return this.taken(this.rest.setActive(threadId, isActive));
  }

  /** Mutes, pins or archives the thread or marks it as unread, only for this user. What is left out stays. */
  setOwn(threadId: string, change: OwnChange): Promise<Result<Thread>> {
    return this.taken(this.rest.setOwn(threadId, change));
  }

  /** Blocks a user: neither reaches the other any more. `thread.me.blocked` of their threads changes by a push. */
  block(userId: string): Promise<Result<void>> {
    return this.rest.block(userId);
  }

  /** Lifts this user's block of another. */
  unblock(userId: string): Promise<Result<void>> {
    return this.rest.unblock(userId);
  }

  private async taken(answer: Promise<Result<Thread>>, how: { isAskedFor?: true } = {}): Promise<Result<Thread>> {
    const result = await answer;
    if (result.ok) this.driver.dispatch({ kind: 'thread', thread: result.value, ...how });
    return result;
  }

  /** Removes a thread from the inbox. Its messages stay readable. */
  async removeThread(threadId: string): Promise<Result<void>> {
    const result = await this.rest.deleteThread(threadId);
    if (result.ok) this.driver.dispatch({ kind: 'removed', threadId });
    return result;
  }

  /** Adds a listener. Errors that it throws affect neither the client nor other listeners. */
  on<E extends ChatEventName>(event: E, listener: Listener<E>): Unsubscribe {
    return this.driver.emitter.on(event, listener);
  }

  private changed(): void {
    this.views.changed();
    this.watchers.changed();
  }

  /** The failure of calls that wait, once the connection is refused or ended; null before that. */
  private ended(): { ok: false; error: Failure } | null {
    const state = this.connection;
    if (state.kind === 'refused') return fail(state.error);
    return state.kind === 'idle' ? fail(networkFailure('Disconnected')) : null;
  }
}
