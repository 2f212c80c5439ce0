import type { EventName, ServerFrame } from '../../protocol/events.ts';
import { eachLimited } from '../async/each-limited.ts';
import type { Recipient } from '../chat/model/types.ts';
import type { Sockets } from '../chat/ports/sockets.ts';
import { isAwsError } from '../platform/aws-client.ts';
import { log } from '../platform/log.ts';
import { record, recordPush } from '../platform/metrics.ts';
import { codecOf } from './codec.ts';
import type { ManagementApi } from './management-api.ts';

/** How many posts of one frame are under way at once. */
const postsInFlight = 20;

/** What nobody misses for long: the next of its kind says how things are. */
const fleeting: ReadonlySet<EventName> = new Set(['typing_start', 'typing_stop', 'user_joined', 'user_left']);

type Posted = 'sent' | 'gone' | 'failed';

/** What became of a push that was not taken. */
function failureOf(error: unknown) {
  if (isAwsError(error, 'GoneException')) return 'PushesGone';
  return isAwsError(error, 'LimitExceededException') ? 'PushesThrottled' : 'PushesFailed';
}

/** A frame is encoded once for each codec, however many connections get it. */
function encoder(frame: ServerFrame): (codec: string) => Uint8Array {
  const encoded = new Map<string, Uint8Array>();
  return (codec) => {
    const known = encoded.get(codec) ?? new TextEncoder().encode(codecOf(codec).encode(frame));
    encoded.set(codec, known);
    return known;
  };
}

/**
 * Posting to connections through the management API. 410 (`GoneException`) means that the connection has ended; what is
 * throttled has been repeated. (API Gateway, "Use @connections commands in your backend service".) A connection that cannot be
 * told of a message or a thread in the end is closed: its client comes back and fetches what it has missed (WS-2).
 */
export function createSockets(api: ManagementApi): Sockets {
  const post = async (recipient: Recipient, data: Uint8Array): Promise<Posted> => {
    try {
      await api.post(recipient.connectionId, data);
      recordPush();
      return 'sent';
    } catch (error) {
      const failure = failureOf(error);
      record(failure);
      if (failure === 'PushesGone') return 'gone';
      log.warn('push failed', { connection_id: recipient.connectionId, error });
      return 'failed';
    }
  };

  const close = async (connectionId: string): Promise<void> => {
    try {
      await api.close(connectionId);
    } catch (error) {
      if (!isAwsError(error, 'GoneException')) log.warn('closing failed', { connection_id: connectionId, error });
    }
  };

  return {
    async post(recipients, frame) {
      const encode = encoder(frame);
      const gone: typeof recipients = [];
      await eachLimited(recipients, postsInFlight, async (recipient) => {
        const posted = await post(recipient, encode(recipient.codec));
        if (posted === 'gone') gone.push(recipient);
        if (posted === 'failed' && !fleeting.has(frame.event)) await close(recipient.connectionId);
      });
      return gone;
    },
    close,
  };
}
