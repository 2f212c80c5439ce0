import { io, type Socket } from 'socket.io-client';
import { CheckFailed } from '../report/outcome.ts';

/** What the client of an old frontend is given to reach the stage (SIO-1). */
export interface SocketIoAddress {
  origin: string;
  path: string;
}

/** The stage of AWS's own host or of one machine is in its path; a host of one's own maps `/socket.io`. */
export function socketIoAddress(webSocketUrl: string): SocketIoAddress {
  const { protocol, host, pathname } = new URL(webSocketUrl);
  const stage = pathname.replace(/\/$/, '');
  return { origin: `${protocol.replace('ws', 'http')}//${host}`, path: stage === '' ? '/socket.io' : stage };
}

/**
 * The stock client of Socket.IO, connected and confirmed. It does not connect again.
 * @throws CheckFailed if the server refuses it, or does not confirm it in time
 */
export async function openSocketIo(webSocketUrl: string, token: string, patienceMs: number): Promise<Socket> {
  const { origin, path } = socketIoAddress(webSocketUrl);
  const socket = io(origin, {
    ...{ path, addTrailingSlash: false, transports: ['websocket'], auth: { token } },
    ...{ reconnection: false, forceNew: true, timeout: patienceMs },
  });
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new CheckFailed('connection_confirmed did not come in time')), patienceMs);
      socket.once('connection_confirmed', () => (clearTimeout(timer), resolve()));
      socket.once('connect_error', ({ message }) => (clearTimeout(timer), reject(new CheckFailed(message))));
    });
    return socket;
  } catch (error) {
    socket.disconnect();
    throw error;
  }
}
