import { AsyncLocalStorage } from 'node:async_hooks';
import type { MetricName } from './metrics.ts';

/**
 * What is known of the call that a function is working on, wherever in the code: its ids go into every log line, and its
 * metrics come together in one line at the end. It follows the asynchronous work of its call, so that calls which run at
 * once in a process do not mix. (Node.js, "Asynchronous context tracking".)
 */
export interface Invocation {
  /** `request_id`, and `connection_id` where there is one: as the gateway's access log has them. */
  readonly ids: Readonly<Record<string, string | undefined>>;
  /** When the gateway took the request, in ms since the epoch. */
  readonly requestedAtMs: number;
  readonly values: Map<MetricName, number>;
  /** When the last push of the call was taken by the gateway, in ms since the epoch; null before the first. */
  lastPushAtMs: number | null;
}

const storage = new AsyncLocalStorage<Invocation>();

/** Undefined outside of a call, as while a function starts. */
export function currentInvocation(): Invocation | undefined {
  return storage.getStore();
}

/** Does the work as part of the invocation. */
export function inInvocation<T>(invocation: Invocation, work: () => Promise<T>): Promise<T> {
  return storage.run(invocation, work);
}
