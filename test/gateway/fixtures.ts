import { vi } from 'vitest';
import type { Sockets } from '../../lambdas/chat/ports/sockets.ts';
import type { Store } from '../../lambdas/chat/ports/store.ts';
import type { FrameEvent } from '../../lambdas/gateway/frame-handler.ts';
import type { HttpEvent } from '../../lambdas/gateway/http-event.ts';
import type { VerifyToken } from '../../lambdas/platform/tokens.ts';
import { ChatError } from '../../protocol/errors.ts';
import { restBase } from '../../protocol/limits.ts';
import { lenientRules } from '../../measure/world.ts';
import { aThread } from '../chat/fixtures.ts';

export const nowMs = Date.UTC(2026, 0, 15, 9, 30);
export const rules = lenientRules;

/**
 * A store with threads of alice and the given calls; every other call fails, with a text that nobody outside may see.
 */
export function aStore(given: Partial<Store> = {}): Store {
  const fail = () => Promise.reject(new Error('secret words of the table'));
  const findThread: Store['findThread'] = async (id) => aThread({ id });
  return new Proxy<Partial<Store>>(
    { findThread, ...given },
    { get: (target, name) => target[name as keyof Store] ?? fail },
  ) as Store;
}

export function someSockets() {
  const post = vi.fn<(recipients: unknown[], frame: unknown) => Promise<never[]>>(async () => []);
  const close = vi.fn<(connection: object) => Promise<void>>(async () => undefined);
  return { post, close, sockets: { post, close } as unknown as Sockets };
}

/** A frame of alice, whose token lasts another hour. */
export function frameEvent(body: string | undefined, expiresAtSeconds = nowMs / 1000 + 3_600): FrameEvent {
  const authorizer = { user_id: 'alice', username: 'Alice', expires_at: String(expiresAtSeconds), codec: 'chat.v1' };
  const requestContext = {
    connectionId: 'c-1',
    connectedAt: nowMs - 60_000,
    requestTimeEpoch: nowMs,
    requestId: 'r-1',
    authorizer,
  };
  return { requestContext, ...(body === undefined ? {} : { body }) };
}

export interface HttpOptions {
  query?: string;
  body?: string;
  isBase64Encoded?: boolean;
  /** The `Authorization` header; null for none. */
  authorization?: string | null;
}

/** Verifies the token `alice` as alice's, and refuses any other. */
export const verifyAlice: VerifyToken = async (token) => {
  if (token !== 'alice')
    throw new ChatError('unauthorized', 'token: is not valid', { cause: new Error('is not alice') });
  return { userId: 'alice', username: 'Alice', expiresAtSeconds: nowMs / 1000 + 3_600 };
};

/** A request of alice to a path below the base. */
export function httpEvent(method: string, path: string, options: HttpOptions = {}): HttpEvent {
  const { query = '', body, isBase64Encoded = false, authorization = 'Bearer alice' } = options;
  return {
    rawPath: `${restBase}${path}`,
    rawQueryString: query,
    headers: authorization === null ? {} : { authorization },
    requestContext: {
      http: { method },
      requestId: 'r-1',
      timeEpoch: nowMs,
    },
    isBase64Encoded,
    ...(body === undefined ? {} : { body }),
  };
}

/** Captures what is logged meanwhile. */
export function catchLog(): () => string {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  return () => write.mock.calls.map(([line]) => String(line)).join('');
}
