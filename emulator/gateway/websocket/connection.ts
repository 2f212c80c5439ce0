import type { RawData, WebSocket } from 'ws';
import type { CloseReason, ConnectionInfo } from './events.ts';

/** Quotas of WebSocket APIs: "WebSocket frame size" and "Message payload size". */
const frameBytesMax = 32 * 1024;
export const messageBytesMax = 128 * 1024;

export interface ConnectionTimes {
  idleTimeoutMs: number;
  connectionLifetimeMs: number;
}

export interface ConnectionListener {
  onMessage(connection: OpenConnection, body: string): void;
  /** Called once, whichever side closed the connection. */
  onEnd(connection: OpenConnection, closed: CloseReason): void;
}

/**
 * One open socket. Closes when it receives what API Gateway does not accept, when it is idle, and at the end
 * of its lifetime.
 */
export class OpenConnection {
  lastActiveAtMs = Date.now();
  #ended = false;
  readonly #idle: NodeJS.Timeout;
  readonly #lifetime: NodeJS.Timeout;

  constructor(
    readonly info: ConnectionInfo,
    private readonly socket: WebSocket,
    times: ConnectionTimes,
    private readonly listener: ConnectionListener,
  ) {
    this.#idle = setTimeout(() => this.close(1001, 'Going away'), times.idleTimeoutMs);
    this.#lifetime = setTimeout(() => this.close(1001, 'Going away'), times.connectionLifetimeMs);
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('ping', () => this.#touch());
    socket.on('pong', () => this.#touch());
    socket.on('close', (code, reason) => this.#end({ code, reason: reasonOf(code, reason.toString()) }));
    socket.on('error', (error) => this.#fail(error));
  }

  /** False as soon as either side has begun to close it. */
  get isOpen(): boolean {
    return !this.#ended && this.socket.readyState === this.socket.OPEN;
  }

  /**
   * Called when a frame's header has been read, so that a frame that is too large is refused before
   * its payload arrives.
   */
  checkFrame(payloadBytes: number): void {
    if (payloadBytes > frameBytesMax) this.close(1009, '');
  }

  /** Sends a text frame. */
  send(text: string): void {
    if (!this.isOpen) return;
    this.#touch();
    this.socket.send(text);
  }

  /** Starts the closing handshake. From now on the connection counts as closed. */
  close(code: number, reason: string): void {
    if (this.#ended) return;
    this.socket.close(code, reason);
    this.#end({ code, reason });
  }

  /** Ends the connection as a network failure does: without a close frame. */
  cut(): void {
    this.socket.terminate();
    this.#end({ code: 1006, reason: reasonOf(1006, '') });
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#ended) return;
    this.#touch();
    if (isBinary) this.close(1003, '');
    else this.listener.onMessage(this, data.toString());
  }

  #touch(): void {
    this.lastActiveAtMs = Date.now();
    this.#idle.refresh();
  }

  /** `ws` closes by itself on what breaks RFC 6455 and on messages over the limit. */
  #fail(error: Error & { code?: string }): void {
    const tooLong = error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
    if (tooLong) this.#end({ code: 1009, reason: '' });
  }

  #end(closed: CloseReason): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#idle);
    clearTimeout(this.#lifetime);
    this.listener.onEnd(this, closed);
  }
}

/** The reasons that AWS reports if the client sent none. */
function reasonOf(code: number, sent: string): string {
  if (code === 1005) return 'Client-side close frame status not set';
  if (code === 1006) return 'Connection Closed Abnormally';
  return sent;
}
