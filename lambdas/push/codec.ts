import type { ServerFrame } from '../../protocol/events.ts';
import { subprotocol } from '../../protocol/limits.ts';

/**
 * How frames are encoded on a connection. It belongs to the connection, so that another protocol needs no new rules.
 */
export interface Codec {
  encode(frame: ServerFrame): string;
}

const json: Codec = { encode: (frame) => JSON.stringify(frame) };

/** By the name that the connection's rows have: the sub-protocol of its handshake. */
const codecs: Record<string, Codec> = { [subprotocol]: json };

/** The codec of a connection that has agreed on no sub-protocol. */
export const defaultCodec = subprotocol;

export function codecOf(name: string): Codec {
  return codecs[name] ?? json;
}
