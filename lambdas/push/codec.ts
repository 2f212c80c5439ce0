import { subprotocol } from '../../protocol/limits.ts';
import type { ServerFrame } from '../../protocol/events.ts';

/** How frames look on a connection. It belongs to the connection, so that another protocol can join without new rules. */
export interface Codec {
  encode(frame: ServerFrame): string;
}

const json: Codec = { encode: (frame) => JSON.stringify(frame) };

/** By the name that the connection's rows carry: the sub-protocol of its handshake. */
const codecs: Record<string, Codec> = { [subprotocol]: json };

/** What a connection speaks that has agreed on nothing else. */
export const defaultCodec = subprotocol;

export function codecOf(name: string): Codec {
  return codecs[name] ?? json;
}
