import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';

/** What a device of Socket.IO has met: an event of the server, or one of the library about the connection. */
interface Met {
  event: string;
  data: any;
}

/** The stock client of Socket.IO, as an old frontend uses it. */
export class SocketIoDevice {
  readonly met: Met[] = [];
  readonly socket: Socket;
  readonly #waiting = new Set<() => void>();

  /** Starts to connect to `/socket.io`. */
  constructor(url: string, token?: string, options: Partial<ManagerOptions & SocketOptions> = {}) {
    this.socket = io(url, {
      path: '/socket.io',
      transports: ['websocket'],
      addTrailingSlash: false,
      forceNew: true,
      reconnectionDelay: 50,
      ...(token === undefined ? {} : { auth: { token } }),
      ...options,
    });
    this.socket.onAny((event: string, data) => this.#meet({ event, data }));
    this.socket.on('connect', () => this.#meet({ event: 'connect', data: this.socket.id }));
    this.socket.on('connect_error', (error) => this.#meet({ event: 'connect_error', data: error }));
    this.socket.on('disconnect', (reason) => this.#meet({ event: 'disconnect', data: reason }));
  }

  /** A device that the server has confirmed. */
  static async open(...given: ConstructorParameters<typeof SocketIoDevice>): Promise<SocketIoDevice> {
    const device = new SocketIoDevice(...given);
    await device.until('connection_confirmed');
    return device;
  }

  /** Emits an event, and returns what acknowledges it. */
  ask(action: string, fields: object = {}): Promise<{ event: string; data: any }> {
    return new Promise((resolve) => this.socket.emit(action, fields, resolve));
  }

  /** The data of the first such event that fits, among those that have come and those to come. */
  async until(event: string, fits: (data: any) => boolean = () => true): Promise<any> {
    for (;;) {
      const found = this.met.find((one) => one.event === event && fits(one.data));
      if (found !== undefined) return found.data;
      await new Promise<void>((resolve) => {
        const done = () => {
          this.#waiting.delete(done);
          resolve();
        };
        this.#waiting.add(done);
      });
    }
  }

  /** The data of all such events that have come. */
  all(event: string): any[] {
    return this.met.filter((one) => one.event === event).map(({ data }) => data);
  }

  close(): void {
    this.socket.disconnect();
  }

  #meet(met: Met): void {
    this.met.push(met);
    for (const resolve of [...this.#waiting]) resolve();
  }
}
