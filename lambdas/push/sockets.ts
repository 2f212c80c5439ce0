import { GoneException, LimitExceededException } from '@aws-sdk/client-apigatewaymanagementapi';
import type { EventName, ServerFrame } from '../../protocol/events.ts';
import { eachLimited } from '../async/each-limited.ts';
import type { Recipient } from '../chat/model/types.ts';
import type { Sockets } from '../chat/ports/sockets.ts';
import { log } from '../platform/log.ts';
import { record, recordPush } from '../platform/metrics.ts';
import { codecOf } from './codec.ts';
import type { ManagementApi } from './management-api.ts';

/** How many posts of one frame are under way at once. */
const postsInFlight = 20;

/** Events that a client can do without: the next one of their kind shows how things are. */
const fleeting: ReadonlySet<EventName> = new Set(['typing_start', 'typing_stop', 'user_joined', 'user_left']);

type Posted = 'sent' | 'gone' | 'failed';

/** The metric of a post that was not accepted. */
function failureOf(error: unknown) {
  if (error instanceof GoneException) return 'PushesGone';
  return error instanceof LimitExceededException ? 'PushesThrottled' : 'PushesFailed';
}

/** Encodes a frame once for each codec, however many connections get it. */
function encoder(frame: ServerFrame): (codec: string) => Uint8Array {
  const encoded = new Map<string, Uint8Array>();
  return (codec) => {
    const known = encoded.get(codec) ?? new TextEncoder().encode(codecOf(codec).encode(frame));
    encoded.set(codec, known);
    return known;
  };
}

/**
 * The sockets behind the management API. 410 (`GoneException`) means that the connection has closed; posts that were
 * throttled have been retried. (API Gateway, "Use @connections commands in your backend service".) If a message or a
 * thread cannot be pushed to a connection in the end, the connection is closed: its client reconnects and fetches what
 * it has missed (WS-2).
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
      if (!(error instanceof GoneException)) log.warn('closing failed', { connection_id: connectionId, error });
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
