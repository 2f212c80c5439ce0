import type { IncomingMessage } from 'node:http';

/** The only version of the protocol. */
export const webSocketVersion = '13';

/** 16 bytes in base64. */
const webSocketKey = /^[+/0-9A-Za-z]{22}==$/;

/**
 * The status of a request that is no opening handshake: 426 for another version of the protocol, 400 for another method
 * than GET and for an invalid key; null for a valid request.
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-4.2
 */
export function handshakeFault({ method, headers }: IncomingMessage): 400 | 426 | null {
  const { upgrade = '', 'sec-websocket-version': version, 'sec-websocket-key': key = '' } = headers;
  if (method !== 'GET' || upgrade.toLowerCase() !== 'websocket' || !webSocketKey.test(key)) return 400;
  return version === webSocketVersion ? null : 426;
}
