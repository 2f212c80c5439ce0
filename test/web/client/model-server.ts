import type { ClientFrame } from '../../../protocol/frames.ts';
import type { Message, Thread } from '../../../protocol/objects.ts';
import { aThread, alice, bob } from './objects.ts';
import type { FakeSocket, World } from './world.ts';

/** How likely each fault is, from 0 to 1. */
export interface Faults {
  /** A handshake fails. */
  refuse: number;
  /** The connection breaks, before or after a frame was carried out. */
  sever: number;
  /** The gateway answers `{message}` instead of the reply, before or after the frame was carried out. */
  crash: number;
  /** A push arrives twice. */
  repeat: number;
  /** The bucket of the rate limit is empty. */
  limit: number;
  /** The maximum delay of a frame, so that frames overtake each other. */
  delayMs: number;
}

export const noFaults: Faults = { refuse: 0, sever: 0, crash: 0, repeat: 0, limit: 0, delayMs: 0 };

interface Session {
  userId: string;
  isJoined: boolean;
}

const people = { alice, bob };
const editWindowMs = 15 * 60_000;
/** The server's clock differs by three hours, which clients have to find out. */
const clockSkewMs = 3 * 3_600_000;
/** The bound of WS-10, made small. */
const repeatReach = 30;

/**
 * A server with one thread of Alice and Bob. It follows the rules of the contract, with the faults that a test chooses.
 */
export class ModelServer {
  faults: Faults = noFaults;
  readonly messages: Message[] = [];
  private readonly marks: Thread['read'] = {};
  private readonly sessions = new Map<FakeSocket, Session>();
  private lastTimeMs = 0;

  constructor(private readonly world: World) {}

  private happens(chance: number): boolean {
    return this.world.random() < chance;
  }

  private later(callback: () => void): void {
    this.world.after(this.world.random() * this.faults.delayMs, callback);
  }

  /** Strictly increasing, so that two edits have different times. */
  private time(): string {
    this.lastTimeMs = Math.max(this.lastTimeMs + 1, this.world.nowMs() + clockSkewMs);
    return new Date(this.lastTimeMs).toISOString();
  }

  accept(socket: FakeSocket): void {
    const userId = socket.protocols[1]!.replace('jwt.', '').split('/')[0]!;
    this.later(() => {
      if (socket.isClosed) return;
      if (this.happens(this.faults.refuse)) return socket.break();
      this.sessions.set(socket, { userId, isJoined: false });
      socket.onleave = () => this.sessions.delete(socket);
      socket.onsend = (frame) => this.later(() => this.receive(socket, frame as unknown as ClientFrame));
      socket.open();
    });
  }

  severAll(userId: string): void {
    for (const [socket, session] of [...this.sessions]) if (session.userId === userId) this.sever(socket);
  }

  private sever(socket: FakeSocket): void {
    this.sessions.delete(socket);
    if (!socket.isClosed) socket.break();
  }

  private receive(socket: FakeSocket, frame: ClientFrame): void {
    if (!this.sessions.has(socket)) return;
    if (this.happens(this.faults.sever)) return this.sever(socket);
    const isCarriedOut = !this.happens(this.faults.crash / 2);
    const reply = isCarriedOut ? this.carryOut(socket, frame) : null;
    if (this.happens(this.faults.sever)) return this.sever(socket);
    const isLost = !isCarriedOut || this.happens(this.faults.crash / 2);
    const answer = isLost
      ? { message: 'Internal server error', connectionId: 'c', requestId: 'r' }
      : { ...reply, request_id: frame.request_id };
    this.later(() => this.sessions.has(socket) && socket.hear(answer));
  }

  private push(from: FakeSocket | null, event: string, dataFor: (userId: string) => unknown): void {
    for (const [socket, { userId, isJoined }] of this.sessions) {
      if (socket === from || !isJoined) continue;
      const send = () => this.later(() => this.sessions.has(socket) && socket.hear({ event, data: dataFor(userId) }));
      send();
      if (this.happens(this.faults.repeat)) send();
    }
  }

  private carryOut(socket: FakeSocket, frame: ClientFrame): object {
    const { userId } = this.sessions.get(socket)!;
    switch (frame.action) {
      case 'hello':
        return {
          event: 'connection_confirmed',
          data: { user: people[userId as 'alice'], connection_id: 'c', server_time: this.time() },
        };
      case 'join_thread':
        return this.join(socket, userId, frame.after_seq, frame.limit ?? 50);
      case 'leave_thread':
        this.sessions.get(socket)!.isJoined = false;
        return { event: 'thread_left', data: { thread_id: 't1' } };
      case 'send_message':
        return this.send(socket, userId, frame);
      case 'edit_message':
        return this.change(socket, userId, frame.seq, 'message_edited', {
          content: frame.content,
          edited_at: this.time(),
        });
      case 'delete_message':
        return this.change(socket, userId, frame.seq, 'message_deleted', { content: '', deleted_at: this.time() });
      case 'mark_as_read':
        return this.read(socket, userId, frame.up_to_seq ?? Infinity);
      case 'ping':
        return { event: 'pong', data: { server_time: this.time() } };
      default:
        return { event: 'ok', data: {} };
    }
  }

  /** The message as this user sees it now. */
  private seen(message: Message, userId: string): Message {
    const readers = Object.keys(this.marks).filter((reader) => message.seq <= this.marks[reader]!.up_to_seq);
    const isRead = readers.some((reader) => (message.sender ? reader !== message.sender.id : reader === userId));
    return { ...message, is_read: isRead };
  }

  messagesFor(userId: string): Message[] {
    return this.messages.map((message) => this.seen(message, userId));
  }

  unreadOf(userId: string): number {
    return this.messages.filter(
      (message) => message.sender?.id !== userId && message.seq > (this.marks[userId]?.up_to_seq ?? 0),
    ).length;
  }

  private threadFor(userId: string): Thread {
    return aThread({ last_seq: this.messages.length, unread_count: this.unreadOf(userId), read: { ...this.marks } });
  }

  private join(socket: FakeSocket, userId: string, afterSeq: number | undefined, limit: number): object {
    this.sessions.get(socket)!.isJoined = true;
    const all = this.messagesFor(userId);
    // A page may be shorter than requested (WS-8).
    const size = Math.max(1, Math.floor(limit * this.world.random()));
    const page = afterSeq === undefined ? all.slice(-size) : all.slice(afterSeq, afterSeq + size);
    const hasMore = afterSeq === undefined ? page.length < all.length : afterSeq + page.length < all.length;
    const members = [
      { ...alice, role: 'client', online: true },
      { ...bob, role: 'freelancer', online: true },
    ];
    return {
      event: 'thread_joined',
      data: { thread: this.threadFor(userId), messages: page, has_more: hasMore, members },
    };
  }

  private error(code: string, extra: object = {}): object {
    return { event: 'error', data: { code, message: code, ...extra } };
  }

  private send(socket: FakeSocket, userId: string, frame: ClientFrame<'send_message'>): object {
    const afterSeq = frame.after_seq ?? 0;
    if (this.messages.length - afterSeq > repeatReach) return this.error('conflict');
    const isRepeat = (message: Message) =>
      message.client_message_id === frame.client_message_id && message.sender?.id === userId;
    const known = this.messages.slice(afterSeq).find(isRepeat);
    if (!known && this.happens(this.faults.limit)) return this.error('rate_limited', { retry_after_ms: 400 });
    const message = known ?? this.append(userId, frame.content, frame.client_message_id ?? null);
    this.push(socket, 'new_message', (receiver) => this.seen(message, receiver));
    return { event: 'new_message', data: this.seen(message, userId) };
  }

  append(userId: string, content: string, clientMessageId: string | null = null): Message {
    const seq = this.messages.length + 1;
    const message: Message = {
      id: `m${seq}`,
      thread_id: 't1',
      seq,
      revision: 0,
      sender: people[userId as 'alice'],
      type: 'text',
      content,
      sent_at: this.time(),
      edited_at: null,
      deleted_at: null,
      is_read: false,
      client_message_id: clientMessageId,
      metadata: null,
      reply_to: null,
      reactions: [],
      attachments: [],
    };
    this.messages.push(message);
    return message;
  }

  private change(socket: FakeSocket, userId: string, seq: number, event: string, patch: Partial<Message>): object {
    const message = this.messages[seq - 1];
    if (!message) return this.error('not_found');
    const age = this.world.nowMs() + clockSkewMs - Date.parse(message.sent_at);
    if (message.sender?.id !== userId || message.deleted_at !== null || age > editWindowMs)
      return this.error('forbidden');
    const changed = { ...message, ...patch, revision: message.revision + 1 };
    this.messages[seq - 1] = changed;
    this.push(socket, event, (receiver) => this.seen(changed, receiver));
    return { event, data: this.seen(changed, userId) };
  }

  private read(socket: FakeSocket, userId: string, upToSeq: number): object {
    const before = this.unreadOf(userId);
    const target = Math.min(upToSeq, this.messages.length);
    if (target > (this.marks[userId]?.up_to_seq ?? 0)) this.marks[userId] = { up_to_seq: target, read_at: this.time() };
    const mark = this.marks[userId] ?? { up_to_seq: 0, read_at: this.time() };
    const count = before - this.unreadOf(userId);
    const data = { thread_id: 't1', user_id: userId, user: people[userId as 'alice'].username, count, ...mark };
    if (count > 0) this.push(socket, 'messages_read', () => data);
    return { event: 'messages_read', data };
  }
}
