import type { ServerFrame } from '../../protocol/events.ts';
import { subprotocol } from '../../protocol/limits.ts';

/**
 * How frames are encoded on a connection. It belongs to the connection, so that another protocol needs no new rules.
 */
export interface Codec {
  encode(frame: ServerFrame): string;
  /** What a client gets before the server ends its connection for good, so that it does not connect again. */
  farewell?: string;
}

/** By the name that the connection's rows have. */
export type Codecs = Readonly<Record<string, Codec>>;

/** The codec of a connection that has agreed on no sub-protocol. */
export const defaultCodec = subprotocol;

export const jsonCodec: Codec = { encode: (frame) => JSON.stringify(frame) };
