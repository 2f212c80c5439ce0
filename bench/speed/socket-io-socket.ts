import { once } from 'node:events';
import { WebSocket } from 'ws';
import { Requests } from './requests.ts';

/** @see https://socket.io/docs/v4/engine-io-protocol/ and https://socket.io/docs/v4/socket-io-protocol/ */
const packets = { open: '0', ping: '2', pong: '3', connect: '40', event: '42', answer: '43', refused: '44' } as const;

/**
 * A minimal client of Socket.IO's protocol over a WebSocket. Its client library would take more processor time, so that
 * the load generators of the systems would differ.
 */
export class SocketIoSocket {
  onEvent: (event: string, data: any) => void = () => undefined;
  readonly #socket: WebSocket;
  readonly #requests = new Requests<any>();
  #sent = 0;

  private constructor(
    url: string,
    private readonly auth: object,
  ) {
    // uvicorn would compress every message; none of the other servers does.
    const options = { perMessageDeflate: false };
    this.#socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, options);
    this.#socket.on('message', (data) => this.#receive(String(data)));
  }

  /** Resolves when the server has accepted `auth`; rejects if it refuses it. */
  static async open(url: string, auth: object): Promise<SocketIoSocket> {
    const socket = new SocketIoSocket(url, auth);
    await socket.#requests.wait('connect');
    return socket;
  }

  emit(event: string, argument: unknown, answerNumber = ''): void {
    this.#socket.send(`${packets.event}${answerNumber}${JSON.stringify([event, argument])}`);
  }

  /** Emits an event and resolves with its acknowledgement. */
  async request(event: string, argument: unknown): Promise<any> {
    const number = String((this.#sent += 1));
    this.emit(event, argument, number);
    return this.#requests.wait(number);
  }

  async close(): Promise<void> {
    this.#socket.close();
    await once(this.#socket, 'close');
  }

  #receive(text: string): void {
    if (text.startsWith(packets.event)) {
      const [event, data] = JSON.parse(text.slice(2)) as [string, unknown];
      this.onEvent(event, data);
    } else if (text.startsWith(packets.answer)) {
      const start = text.indexOf('[');
      this.#requests.settle(text.slice(2, start), (JSON.parse(text.slice(start)) as unknown[])[0]);
    } else if (text.startsWith(packets.refused)) this.#requests.settle('connect', new Error(`refused: ${text}`));
    else if (text.startsWith(packets.connect)) this.#requests.settle('connect', true);
    else if (text.startsWith(packets.open)) this.#socket.send(packets.connect + JSON.stringify(this.auth));
    else if (text.startsWith(packets.ping)) this.#socket.send(packets.pong);
  }
}
