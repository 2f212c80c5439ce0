import { GoneException, LimitExceededException } from '@aws-sdk/client-apigatewaymanagementapi';
import { log } from '../platform/log.ts';
import { record, recordPush } from '../platform/metrics.ts';
import type { ManagementApi } from './management-api.ts';

/** What became of a post. */
export type Posted = 'sent' | 'gone' | 'failed';

/** The sockets behind the management API, by the ids of their connections. Nothing here throws. */
export interface RawSockets {
  /** `gone`: the connection has closed, or is not open yet. Other failures are logged. */
  post(connectionId: string, data: Uint8Array): Promise<Posted>;
  /** Closes the socket; one that has closed already is no failure. */
  cut(connectionId: string): Promise<void>;
}

/** The metric of a post that was not accepted. */
function failureOf(error: unknown) {
  if (error instanceof GoneException) return 'PushesGone';
  return error instanceof LimitExceededException ? 'PushesThrottled' : 'PushesFailed';
}

/**
 * 410 (`GoneException`) means that the connection has closed; posts that were throttled have been retried. (API
 * Gateway, "Use @connections commands in your backend service".)
 */
export function createRawSockets(api: ManagementApi): RawSockets {
  return {
    async post(connectionId, data) {
      try {
        await api.post(connectionId, data);
        recordPush();
        return 'sent';
      } catch (error) {
        const failure = failureOf(error);
        record(failure);
        if (failure === 'PushesGone') return 'gone';
        log.warn('push failed', { connection_id: connectionId, error });
        return 'failed';
      }
    },

    async cut(connectionId) {
      try {
        await api.close(connectionId);
      } catch (error) {
        if (!(error instanceof GoneException)) log.warn('closing failed', { connection_id: connectionId, error });
      }
    },
  };
}
