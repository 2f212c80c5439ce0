import type { Device } from './chat.ts';
import { Requests } from './requests.ts';
import { SocketIoSocket } from './socket-io-socket.ts';

/**
 * A device of the old frontend. It asks for no acknowledgement: the reply to an action is an event, that to a message
 * the message itself, which its sender gets as everybody in the room does.
 */
export class DjangoDevice implements Device {
  onMessage: (content: string) => void = () => undefined;
  readonly #requests = new Requests<unknown>();
  #threadId: number | undefined;

  private constructor(private readonly socket: SocketIoSocket) {
    socket.onEvent = (event, data) => this.#receive(event, data);
  }

  static async open(url: string, token: string | undefined): Promise<DjangoDevice> {
    return new DjangoDevice(await SocketIoSocket.open(url, { token }));
  }

  async join(threadId: number | undefined): Promise<void> {
    this.#threadId = threadId;
    await this.#ask('join_thread', { thread_id: threadId }, 'thread_joined');
  }

  /** The contents of one thread must differ. */
  async send(content: string): Promise<void> {
    await this.#ask('send_message', { thread_id: this.#threadId, content, type: 'text' }, content);
  }

  /** Resolves with the number of messages that were unread. */
  async markAsRead(threadId: number | undefined): Promise<number> {
    const { count } = (await this.#ask('mark_as_read', { thread_id: threadId }, 'messages_read')) as { count: number };
    return count;
  }

  close(): Promise<void> {
    return this.socket.close();
  }

  #ask(event: string, fields: object, answer: string): Promise<unknown> {
    this.socket.emit(event, fields);
    return this.#requests.wait(answer);
  }

  #receive(event: string, data: any): void {
    if (event === 'error') this.#requests.rejectAll(new Error(`refused: ${data.message}`));
    else if (event !== 'new_message') this.#requests.settle(event, data);
    else if (!this.#requests.settle(data.message, data)) this.onMessage(data.message);
  }
}
