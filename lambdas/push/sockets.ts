import type { EventName, ServerFrame } from '../../protocol/events.ts';
import { eachLimited } from '../async/each-limited.ts';
import type { Sockets } from '../chat/ports/sockets.ts';
import { jsonCodec, type Codec, type Codecs } from './codec.ts';
import type { RawSockets } from './raw-sockets.ts';

/** How many posts of one frame are under way at once. */
const postsInFlight = 20;

/** Events that a client can do without: the next one of their kind shows how things are. */
const fleeting: ReadonlySet<EventName> = new Set(['typing_start', 'typing_stop', 'user_joined', 'user_left']);

/** Encodes a frame once for each codec, however many connections get it. */
function encoder(frame: ServerFrame, codecOf: (name: string) => Codec): (codec: string) => Uint8Array {
  const encoded = new Map<string, Uint8Array>();
  return (name) => {
    const known = encoded.get(name) ?? bytesOf(codecOf(name).encode(frame));
    encoded.set(name, known);
    return known;
  };
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

/**
 * The sockets of the rules. If a message or a thread cannot be pushed to a connection in the end, the connection is
 * closed: its client reconnects and fetches what it has missed (WS-2).
 * @param codecs beside the chat's own, by the names that connections have
 */
export function createSockets(raw: RawSockets, codecs: Codecs = {}): Sockets {
  const codecOf = (name: string) => codecs[name] ?? jsonCodec;
  return {
    async post(recipients, frame) {
      const encode = encoder(frame, codecOf);
      const gone: typeof recipients = [];
      await eachLimited(recipients, postsInFlight, async (recipient) => {
        const posted = await raw.post(recipient.connectionId, encode(recipient.codec));
        if (posted === 'gone') gone.push(recipient);
        if (posted === 'failed' && !fleeting.has(frame.event)) await raw.cut(recipient.connectionId);
      });
      return gone;
    },

    async close({ connectionId, codec }) {
      const { farewell } = codecOf(codec);
      if (farewell !== undefined) await raw.post(connectionId, bytesOf(farewell));
      await raw.cut(connectionId);
    },
  };
}
