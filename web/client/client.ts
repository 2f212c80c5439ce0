import type { EventData } from '../../protocol/events.ts';
import type { Message, Thread, User } from '../../protocol/objects.ts';
import type {
  ChatClientOptions, ChatEventName, ConnectionState, Inbox, Listener, OutboxEntry, Result, ThreadLog, TokenSource, Unsubscribe,
} from './api.ts';
import type { RestClient } from './rest.ts';

export function createChatClient(options: ChatClientOptions): ChatClient {
  return new ChatClient(options);
}

/** One user's connection to the chat, with the logs, the inbox and the outbox that follow from it. */
export class ChatClient {
  /** REST with the same token. What it changes reaches this client as a push, like everybody's. */
  readonly rest!: RestClient;

  constructor(_options: ChatClientOptions) {
    throw new Error('under construction');
  }

  /** Connects, and stays connected until `disconnect`. Resolves once connected, refused, or disconnected. */
  connect!: (token: TokenSource) => Promise<Result<User>>;
  /** Ends the connection for good. Logs and outbox stay; unsent messages are kept for the next `connect`. */
  disconnect!: () => void;
  /** Ends a wait, or asks again after a refusal: for a button "retry now". */
  retryNow!: () => void;

  get connection(): ConnectionState {
    throw new Error('under construction');
  }
  /** The snapshot of a thread; of one that was never joined, an empty one. */
  log!: (threadId: string) => ThreadLog;
  get inbox(): Inbox {
    throw new Error('under construction');
  }
  get outbox(): readonly OutboxEntry[] {
    throw new Error('under construction');
  }

  /** Joins, now and after each reconnect, until `leaveThread`. Resolves with the first page, or what the server refuses. */
  joinThread!: (threadId: string) => Promise<Result<ThreadLog>>;
  leaveThread!: (threadId: string) => void;
  /** Fetches the page before the first message of the log. */
  loadOlder!: (threadId: string) => Promise<Result<ThreadLog>>;

  /** Puts a message into the outbox. The only refusal that comes at once is `bad_request`: empty or too long. */
  sendMessage!: (threadId: string, content: string, metadata?: Record<string, unknown>) => Result<OutboxEntry>;
  /** Sends a failed entry again, with the same id. */
  retry!: (entryId: string) => void;
  /** Drops an entry that has failed. One that is being sent stays: it may be stored already. */
  discard!: (entryId: string) => void;

  /** To be called with each key: the frames are throttled, and `typing_stop` follows by itself after 3 s of silence. */
  startTyping!: (threadId: string) => void;
  stopTyping!: (threadId: string) => void;

  /** Marks what is in the thread as read, up to `upToSeq` or all. Delivered after a reconnect too. */
  markAsRead!: (threadId: string, upToSeq?: number) => Promise<Result<EventData<'messages_read'>>>;
  edit!: (threadId: string, seq: number, content: string) => Promise<Result<Message>>;
  delete!: (threadId: string, seq: number) => Promise<Result<Message>>;

  /** Loads the first page of the inbox, and with each further call the next one. Kept up to date afterwards. */
  loadThreads!: () => Promise<Result<Inbox>>;
  /** Opens the thread of a client, a freelancer and a job; it appears in the inbox. */
  createThread!: (body: Parameters<RestClient['createThread']>[0]) => Promise<Result<Thread>>;
  /** Closes or reopens a thread for messages. */
  setActive!: (threadId: string, isActive: boolean) => Promise<Result<Thread>>;
  /** Takes a thread out of the inbox; it stays readable. */
  removeThread!: (threadId: string) => Promise<Result<void>>;

  /** Listens to an event. A listener that throws disturbs neither the client nor the other listeners. */
  on!: <E extends ChatEventName>(event: E, listener: Listener<E>) => Unsubscribe;
}
