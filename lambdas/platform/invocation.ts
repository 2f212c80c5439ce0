import { AsyncLocalStorage } from 'node:async_hooks';
import type { MetricName } from './metric-units.ts';

/**
 * What is known about the call that a function is working on, available anywhere in the code: its ids are in every log
 * line, and its metrics are written in one line at the end. It follows the call's asynchronous work, so that calls that
 * run at the same time in one process do not mix. (Node.js, "Asynchronous context tracking".)
 */
export interface Invocation {
  /** `request_id`, and `connection_id` if there is one, as in the gateway's access log. */
  readonly ids: Readonly<Record<string, string | undefined>>;
  /** When the gateway received the request, in ms since the epoch. */
  readonly requestedAtMs: number;
  /** The user, once their token has proved it. */
  userId?: string;
  readonly values: Map<MetricName, number>;
  /** When API Gateway accepted the call's last push, in ms since the epoch; null before the first. */
  lastPushAtMs: number | null;
}

const storage = new AsyncLocalStorage<Invocation>();

/** Undefined outside a call, for example while a function starts. */
export function currentInvocation(): Invocation | undefined {
  return storage.getStore();
}

/** From here on the log lines of the call name this user. */
export function noteUser(userId: string): void {
  const invocation = currentInvocation();
  if (invocation !== undefined) invocation.userId = userId;
}

/** Does the work as part of the invocation. */
export function inInvocation<T>(invocation: Invocation, work: () => Promise<T>): Promise<T> {
  return storage.run(invocation, work);
}
