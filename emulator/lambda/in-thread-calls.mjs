/**
 * A shorter way to the emulator's services for code in a function's thread: what `http.request` sends to the internal
 * port goes to the main thread as a message, without a socket and without HTTP. What the main thread does not answer
 * goes on to the port, as do the requests of other clients.
 *
 * Out: ['call', id, method, path, headers, body]
 * In:  ['answer', id, {status, headers, body}], or ['answer', id] if the call needs a socket
 *
 * Bodies are text with one character a byte, which is the fastest to pass on.
 */
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { InThreadRequest } from './in-thread-request.mjs';

const requestBySocket = http.request;
const waiting = new Map();
let calls = 0;

/** From now on answers in this thread what is asked of the URL's host and port. */
export function answerInThread(internalUrl) {
  const { hostname, port } = new URL(internalUrl);
  const isInternal = (options) =>
    typeof options === 'object' &&
    (options.hostname ?? options.host) === hostname &&
    String(options.port) === port &&
    !('expect' in (options.headers ?? {}));
  http.request = function request(options, ...rest) {
    if (!isInternal(options)) return requestBySocket(options, ...rest);
    const bySocket = (headers) => requestBySocket({ ...options, headers });
    return new InThreadRequest(options, { call, bySocket }, rest[0]);
  };
  syncBuiltinESMExports();
  parentPort.on('message', ([kind, id, answer]) => {
    if (kind !== 'answer') return;
    waiting.get(id)(answer);
    waiting.delete(id);
  });
}

/** Undefined if it needs a socket. */
function call({ method, path, headers }, body) {
  return new Promise((resolve) => {
    calls += 1;
    waiting.set(calls, resolve);
    parentPort.postMessage(['call', calls, method, path, headers, body.latin1Slice()]);
  });
}
