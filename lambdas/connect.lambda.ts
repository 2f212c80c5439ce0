import { connectHandler, type ConnectionEvent } from './gateway/connection-events.ts';
import { observed } from './gateway/observed.ts';
import { readSettings } from './platform/settings.ts';
import { openServices } from './services.ts';
import { bySocketIo } from './socket-io/name.ts';

const settings = readSettings('connect');

async function loadSocketIo() {
  const [{ socketIoConnect }, { openingBy }] = await Promise.all([
    import('./socket-io/connection-events.ts'),
    import('./socket-io/start-opening.ts'),
  ]);
  return socketIoConnect(openingBy(settings.socketIoFunction));
}

let loading: ReturnType<typeof loadSocketIo> | undefined;

/** The client of Lambda is loaded with the first such connection. */
const socketIo =
  process.env.CHAT_SOCKET_IO === 'off'
    ? null
    : async (event: ConnectionEvent) => (await (loading ??= loadSocketIo()))(event);

/** `$connect`: a socket is being opened. */
export const handler = observed(
  settings.metricsNamespace,
  bySocketIo(socketIo, connectHandler(openServices(settings), settings)),
);
