import { io, type Socket } from 'socket.io-client';

export type ConnectionStatus = 'disconnected' | 'connecting' | 'connected' | 'error';

/** Threads of the old system have numbers. */
export type ThreadId = number | string;

export interface ChatMessage {
  id: number | string;
  /** Null for messages of the marketplace. */
  sender: { id: number | string; username: string } | null;
  message: string;
  message_type: string;
  sent_at: string;
  is_read: boolean;
}

export interface EventHandlers {
  onConnectionChange?: (status: ConnectionStatus) => void;
  /** The user that the server has confirmed. */
  onConfirmed?: (username: string) => void;
  /** The history, each time that the thread is joined. */
  onThreadJoined?: (messages: ChatMessage[]) => void;
  onMessage?: (message: ChatMessage) => void;
  onTypingStart?: (username: string) => void;
  onTypingStop?: (username: string) => void;
  onMessagesRead?: (username: string) => void;
  onError?: (message: string) => void;
}

/** Where the server is. */
export interface ChatAddress {
  baseUrl: string;
  /** Of Socket.IO, without a slash at the end; missing: the library's own. */
  path?: string;
}

/** How long to wait for the server's confirmation. */
const patienceMs = 20_000;

/** The connection of a window: it connects again by itself, and joins its threads each time. */
export class ChatSocketIOClient {
  private socket: Socket | null = null;
  private handlers: EventHandlers = {};
  private readonly threads = new Set<ThreadId>();

  constructor(private readonly address: ChatAddress) {}

  setEventHandlers(handlers: EventHandlers): void {
    this.handlers = handlers;
  }

  /** Resolves once the server has confirmed the user; rejects if it refuses the token, or nothing answers. */
  connect(token: string): Promise<void> {
    this.disconnect();
    const { baseUrl, path } = this.address;
    const at = path === undefined ? {} : { path, addTrailingSlash: false };
    const socket = io(baseUrl, { ...at, transports: ['websocket'], auth: { token }, forceNew: true });
    this.socket = socket;
    this.report('connecting');
    this.listen(socket);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('The chat does not answer')), patienceMs);
      socket.once('connection_confirmed', () => (clearTimeout(timer), resolve()));
      socket.once('connect_error', (error) => (clearTimeout(timer), reject(error)));
    });
  }

  disconnect(): void {
    this.socket?.removeAllListeners();
    this.socket?.disconnect();
    this.socket = null;
    this.report('disconnected');
  }

  joinThread(threadId: ThreadId): void {
    this.threads.add(threadId);
    if (this.socket?.connected === true) this.emit('join_thread', threadId);
  }

  leaveThread(threadId: ThreadId): void {
    this.threads.delete(threadId);
  }

  sendMessage(threadId: ThreadId, content: string, type = 'text'): void {
    this.emit('send_message', threadId, { content, type });
  }

  startTyping(threadId: ThreadId): void {
    this.emit('typing_start', threadId);
  }

  stopTyping(threadId: ThreadId): void {
    this.emit('typing_stop', threadId);
  }

  markAsRead(threadId: ThreadId): void {
    this.emit('mark_as_read', threadId);
  }

  private emit(event: string, threadId: ThreadId, fields: object = {}): void {
    this.socket?.emit(event, { thread_id: threadId, ...fields });
  }

  private report(status: ConnectionStatus): void {
    this.handlers.onConnectionChange?.(status);
  }

  private listen(socket: Socket): void {
    socket.on('connection_confirmed', ({ user }) => {
      this.report('connected');
      this.handlers.onConfirmed?.(user.username);
      // A new connection is in no room.
      this.threads.forEach((threadId) => this.joinThread(threadId));
    });
    socket.on('disconnect', () => this.report('disconnected'));
    socket.on('connect_error', ({ message }) => {
      this.report('error');
      this.handlers.onError?.(message);
    });
    socket.on('thread_joined', ({ messages }) => this.handlers.onThreadJoined?.(messages));
    socket.on('new_message', (message) => this.handlers.onMessage?.(message));
    socket.on('typing_start', ({ user }) => this.handlers.onTypingStart?.(user));
    socket.on('typing_stop', ({ user }) => this.handlers.onTypingStop?.(user));
    socket.on('messages_read', ({ user }) => this.handlers.onMessagesRead?.(user));
    socket.on('error', ({ message }) => this.handlers.onError?.(message));
  }
}
