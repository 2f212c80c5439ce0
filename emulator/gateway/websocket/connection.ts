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
  /** Once, whoever ended it; from then on the connection is gone. */
  onEnd(connection: OpenConnection, closed: CloseReason): void;
}

/** One open socket: closes on what API Gateway does not take, on silence and on age. */
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

  /** A frame's header was read; a larger frame is refused before its payload is there. */
  checkFrame(payloadBytes: number): void {
    if (payloadBytes > frameBytesMax) this.close(1009, '');
  }

  /** Sends a text frame. */
  send(text: string): void {
    if (!this.isOpen) return;
    this.#touch();
    this.socket.send(text);
  }

  /** Starts the closing handshake; the connection counts as gone at once. */
  close(code: number, reason: string): void {
    if (this.#ended) return;
    this.socket.close(code, reason);
    this.#end({ code, reason });
  }

  /** Ends it as a broken line does: without a word to the client. */
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

/** The words that AWS reports where the client sent none. */
function reasonOf(code: number, sent: string): string {
  if (code === 1005) return 'Client-side close frame status not set';
  if (code === 1006) return 'Connection Closed Abnormally';
  return sent;
}
