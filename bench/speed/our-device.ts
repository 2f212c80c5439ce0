import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Device } from './chat.ts';
import { Requests } from './requests.ts';

interface Frame {
  event?: string;
  request_id?: string;
  data: { seq: number; content: string };
}

/**
 * A minimal client of the WebSocket protocol. It parses only the frames that it needs, so that it takes
 * little processor time.
 */
export class OurDevice implements Device {
  onMessage: (content: string) => void = () => undefined;
  readonly #socket: WebSocket;
  readonly #requests = new Requests<Frame>();
  #threadId = '';
  #lastSeq = 0;
  #sent = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#receive(String(data)));
    socket.on('close', (code) => this.#requests.rejectAll(new Error(`the socket was closed with ${code}`)));
  }

  /** Opens a socket and says hello. */
  static async open(wsUrl: string, token: string): Promise<OurDevice> {
    const socket = new WebSocket(wsUrl, ['chat.v1', `jwt.${token}`]);
    const device = new OurDevice(socket);
    await once(socket, 'open');
    await device.request('hello');
    return device;
  }

  async join(threadId: string): Promise<void> {
    this.#threadId = threadId;
    await this.request('join_thread', { thread_id: threadId });
  }

  /** Sends as the typed client does: with an idempotency key and the last `seq` that it has seen. */
  async send(content: string): Promise<void> {
    const fields = { thread_id: this.#threadId, content, client_message_id: randomUUID(), after_seq: this.#lastSeq };
    this.#see(await this.request('send_message', fields));
  }

  /** Sends an action and resolves with its reply; rejects if it is refused. */
  request(action: string, fields: object = {}): Promise<Frame> {
    const requestId = `r${(this.#sent += 1)}`;
    this.#socket.send(JSON.stringify({ action, request_id: requestId, ...fields }));
    return this.#requests.wait(requestId);
  }

  async close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    this.#socket.close();
    await once(this.#socket, 'close');
  }

  #receive(text: string): void {
    if (!text.includes('"request_id"') && !text.includes('"new_message"') && text.includes('"event"')) return;
    const frame = JSON.parse(text) as Frame;
    // An error of the gateway itself does not say which request it belongs to.
    if (frame.event === undefined) return this.#requests.rejectAll(new Error(`the gateway replied ${text}`));
    const answer = frame.event === 'error' ? new Error(`refused: ${text}`) : frame;
    if (this.#requests.settle(frame.request_id ?? '', answer) || frame.event !== 'new_message') return;
    this.#see(frame);
    this.onMessage(frame.data.content);
  }

  #see({ data }: Frame): void {
    this.#lastSeq = Math.max(this.#lastSeq, data.seq);
  }
}
