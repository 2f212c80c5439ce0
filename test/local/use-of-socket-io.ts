import { RawSocketIo } from '../support/raw-socket-io.ts';
import type { Use } from './use-of-the-app.ts';

/** A client of Socket.IO signs in, is pinged, and leaves; another one never signs in. */
export async function useSocketIo(use: Use): Promise<void> {
  const token = await use.token('eve');
  const client = await RawSocketIo.open(use.local.url);
  await client.signIn(token);
  const silent = await RawSocketIo.open(use.local.url);
  await client.until((packet) => packet === '2');
  client.send('3');
  await silent.untilClosed();
  await client.close();
  await use.local.functions.settled();
}
