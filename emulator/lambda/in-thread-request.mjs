import { EventEmitter } from 'node:events';
import { Readable, Writable } from 'node:stream';

/** What clients ask of a request's socket: that it is there, and connected. */
class NoSocket extends EventEmitter {
  connecting = false;

  setKeepAlive() {
    return this;
  }

  setTimeout() {
    return this;
  }
}

/** A request with the interface of Node.js's `http.ClientRequest`, answered by `call`. */
export class InThreadRequest extends Writable {
  reusedSocket = true;
  socket = new NoSocket();
  headers = {};
  #ways;
  #chunks = [];
  #onward = null;
  #idle = null;

  /**
   * `ways.call` resolves with the answer, or with nothing for a request that needs a socket, which `ways.bySocket`
   * makes.
   */
  constructor({ method = 'GET', path = '/', headers = {}, timeout = 0 }, ways, listener) {
    super({ autoDestroy: false });
    this.method = method;
    this.path = path;
    for (const [name, value] of Object.entries(headers)) this.setHeader(name, value);
    this.#ways = ways;
    this.setTimeout(timeout);
    if (typeof listener === 'function') this.once('response', listener);
    process.nextTick(() => this.emit('socket', this.socket));
  }

  setHeader(name, value) {
    if (value !== undefined) this.headers[name.toLowerCase()] = String(value);
    return this;
  }

  getHeader(name) {
    return this.headers[name.toLowerCase()];
  }

  removeHeader(name) {
    delete this.headers[name.toLowerCase()];
  }

  /** `timeout` if there is no answer for so long; 0 for never. */
  setTimeout(milliseconds, listener) {
    clearTimeout(this.#idle);
    if (milliseconds > 0) this.#idle = setTimeout(() => this.emit('timeout'), milliseconds).unref();
    if (listener !== undefined) this.once('timeout', listener);
    return this;
  }

  flushHeaders() {}

  setNoDelay() {}

  setSocketKeepAlive() {}

  abort() {
    this.destroy();
  }

  _write(chunk, _encoding, done) {
    this.#chunks.push(chunk);
    done();
  }

  _final(done) {
    done();
    void this.#send(this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks));
  }

  _destroy(error, done) {
    clearTimeout(this.#idle);
    this.#onward?.destroy();
    done(error);
  }

  async #send(body) {
    const answer = await this.#ways.call(this, body);
    if (this.destroyed) return;
    if (answer === undefined) return this.#sendOnward(body);
    clearTimeout(this.#idle);
    this.emit('response', responseOf(answer));
  }

  #sendOnward(body) {
    this.#onward = this.#ways.bySocket(this.headers);
    this.#onward.on('error', (error) => this.destroy(error));
    this.#onward.on('response', (response) => {
      clearTimeout(this.#idle);
      this.emit('response', response);
    });
    this.#onward.end(body);
  }
}

/** Has the interface of `http.IncomingMessage`, as far as clients read it. */
function responseOf({ status, headers, body }) {
  const response = new Readable({ read() {} });
  response.statusCode = status;
  response.statusMessage = '';
  response.httpVersion = '1.1';
  response.headers = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  response.rawHeaders = Object.entries(headers).flat();
  response.complete = true;
  if (body !== '') response.push(Buffer.from(body, 'latin1'));
  response.push(null);
  return response;
}
