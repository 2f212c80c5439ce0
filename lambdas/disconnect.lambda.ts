import { disconnectHandler } from './gateway/connection-events.ts';
import { observed } from './gateway/observed.ts';
import { readSettings } from './platform/settings.ts';
import { openServices } from './services.ts';
import { bySocketIo } from './socket-io/name.ts';

const settings = readSettings('disconnect');
const services = openServices(settings);

const socketIo =
  process.env.CHAT_SOCKET_IO === 'off'
    ? null
    : (await import('./socket-io/connection-events.ts')).socketIoDisconnect(services);

/** `$disconnect`: a socket has closed. */
export const handler = observed(settings.metricsNamespace, bySocketIo(socketIo, disconnectHandler(services)));
