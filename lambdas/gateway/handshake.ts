import { subprotocol, tokenSubprotocolPrefix } from '../../protocol/limits.ts';

/**
 * What the authorizer and `$connect` read of an upgrade request; header names in any case, as the client wrote them.
 */
export interface Handshake {
  headers?: Record<string, string | undefined> | null;
  queryStringParameters?: Record<string, string | undefined> | null;
}

function header(handshake: Handshake, name: string): string | undefined {
  const found = Object.entries(handshake.headers ?? {}).find(([key]) => key.toLowerCase() === name);
  return found?.[1];
}

function offeredSubprotocols(handshake: Handshake): string[] {
  return (header(handshake, 'sec-websocket-protocol') ?? '').split(',').map((offer) => offer.trim());
}

/** The token, from the first of the three places that has one (WS-1). */
export function tokenOf(handshake: Handshake): string | undefined {
  const offered = offeredSubprotocols(handshake).find((offer) => offer.startsWith(tokenSubprotocolPrefix));
  if (offered !== undefined) return offered.slice(tokenSubprotocolPrefix.length);
  const bearer = /^Bearer +(\S+)$/i.exec(header(handshake, 'authorization') ?? '')?.[1];
  return bearer ?? handshake.queryStringParameters?.token;
}

/** The sub-protocol to select: a browser closes the socket if none of those that it offered is selected. */
export function selectedSubprotocol(handshake: Handshake): string | undefined {
  return offeredSubprotocols(handshake).includes(subprotocol) ? subprotocol : undefined;
}
