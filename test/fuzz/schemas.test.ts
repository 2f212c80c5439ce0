import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeCursor, encodeCursor } from '../../lambdas/chat/inbox/cursor.ts';
import { keys } from '../../lambdas/data/keys.ts';
import { decodeConnectionUser, encodeConnectionUser } from '../../lambdas/gateway/connection-context.ts';
import { decodeFrame, jsonOf, requestIdOf } from '../../lambdas/gateway/frame-event.ts';
import { selectedSubprotocol, tokenOf } from '../../lambdas/gateway/handshake.ts';
import { findRoute, inputOf, type HttpEvent } from '../../lambdas/gateway/http-event.ts';
import { threadIdOf } from '../../lambdas/chat/model/thread-id.ts';
import { jsonCodec } from '../../lambdas/push/codec.ts';
import { ChatError } from '../../protocol/errors.ts';
import { actions, clientFrames } from '../../protocol/frames.ts';
import { limits } from '../../protocol/limits.ts';
import { endpoints, type EndpointName } from '../../protocol/rest.ts';
import { cleanUsername } from '../../protocol/names.ts';
import { normaliseContent } from '../../protocol/text.ts';
import { isLong } from '../chaos/length.ts';

fc.configureGlobal({ numRuns: isLong ? 10_000 : 200 });

/** Every schema and codec, given any input: what is valid is returned unchanged, and errors name what is invalid. */

/** Any JSON. Among its keys are names that every object has. */
const key = fc.oneof(
  fc.string(),
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'action', 'thread_id', 'content', 'metadata'),
);
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('object'),
  ),
  object: fc
    .array(fc.tuple(key, tie('value')), { maxLength: 5 })
    .map(
      (pairs) =>
        JSON.parse(
          `{${pairs.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value) ?? 'null'}`).join()}}`,
        ) as unknown,
    ),
})).value;

const isRefusal = (error: unknown) =>
  error instanceof ChatError && ['bad_request', 'not_found', 'payload_too_large'].includes(error.code);

/** Returns the result, or that it was refused as the contract says. Anything else fails the test. */
function refusedOr<T>(work: () => T): T | 'refused' {
  try {
    return work();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return 'refused';
  }
}

const prototypeKeys = () => Object.getOwnPropertyNames(Object.prototype).sort().join();
const untouched = prototypeKeys();

describe('frames', () => {
  test('any text is a frame or a bad_request, and its request id is a string or none', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          json.map((value) => JSON.stringify(value)),
        ),
        (text) => {
          const value = jsonOf(text);
          refusedOr(() => decodeFrame(value));
          expect(['string', 'undefined']).toContain(typeof requestIdOf(value));
        },
      ),
    );
    expect(prototypeKeys()).toBe(untouched);
  });

  test('a frame with anything in its fields is a frame of its action, within its limits, or is refused', () => {
    const fields = fc.record(
      {
        thread_id: json,
        content: json,
        client_message_id: json,
        metadata: json,
        after_seq: json,
        seq: json,
        limit: json,
        up_to_seq: json,
        token: json,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.constantFrom(...actions), fields, (action, given) => {
        const frame = refusedOr(() => decodeFrame({ ...given, action })) as Record<string, any> | 'refused';
        if (frame === 'refused') return;
        expect(frame.action).toBe(action);
        if ('thread_id' in clientFrames[action].shape) expect(frame.thread_id.length).toBeGreaterThan(0);
        if (typeof frame.content === 'string')
          expect([...frame.content].length).toBeLessThanOrEqual(limits.contentChars);
        if (typeof frame.limit === 'number') expect(frame.limit).toBeLessThanOrEqual(limits.pageMax);
      }),
    );
  });

  test('a frame that was accepted is accepted again unchanged', () => {
    const frame = fc.record({
      action: fc.constant('send_message'),
      thread_id: fc.string({ minLength: 1, maxLength: 60 }),
      content: fc.string({ unit: 'binary', minLength: 1 }),
    });
    fc.assert(
      fc.property(frame, (given) => {
        const once = refusedOr(() => decodeFrame(given));
        if (once !== 'refused') expect(decodeFrame(once)).toEqual(once);
      }),
    );
  });

  test('the codec encodes every frame as equal JSON', () => {
    fc.assert(
      fc.property(json, (data) => {
        const frame = { event: 'ok', data } as never;
        expect(JSON.parse(jsonCodec.encode(frame))).toEqual(JSON.parse(JSON.stringify(frame)));
      }),
    );
  });
});

describe('text', () => {
  const unicode = fc.string({ unit: 'binary', maxLength: 300 });
  test('normalised content and names stay the same, and contain no control characters', () => {
    fc.assert(
      fc.property(unicode, (text) => {
        const content = normaliseContent(text);
        expect(normaliseContent(content)).toBe(content);
        expect(content).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
        const name = cleanUsername(text);
        expect(cleanUsername(name)).toBe(name);
        expect([...name].length).toBeLessThanOrEqual(limits.usernameChars);
      }),
    );
  });
});

describe('requests', () => {
  const names = Object.keys(endpoints) as EndpointName[];
  const path = fc.oneof(fc.webPath(), fc.constantFrom(...names.map((name) => endpoints[name].path)), fc.string());
  const query = fc.oneof(
    fc.webQueryParameters(),
    fc.string(),
    fc
      .array(
        fc.tuple(fc.constantFrom('limit', 'cursor', 'is_active', 'after_seq', 'before_seq', 'client'), fc.string()),
      )
      .map((pairs) => new URLSearchParams(pairs).toString()),
  );
  const body = fc.oneof(
    fc.string({ unit: 'binary' }),
    json.map((value) => JSON.stringify(value)),
  );

  test('any request is a request of an endpoint with its input, or is refused', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'),
        path,
        query,
        body,
        fc.boolean(),
        (method, rest, rawQueryString, text, isBase64Encoded) => {
          const event = {
            rawPath: `/api/chat${rest}`,
            rawQueryString,
            requestContext: { http: { method }, requestId: 'r', timeEpoch: 0 },
            body: text,
            isBase64Encoded,
          } as HttpEvent;
          const route = findRoute(event);
          if (route !== null) refusedOr(() => inputOf(event, route));
        },
      ),
    );
    expect(prototypeKeys()).toBe(untouched);
  });
});

describe('handshakes', () => {
  test('any headers and query contain a token or none, and select no sub-protocol but ours', () => {
    const headers = fc.dictionary(
      fc.constantFrom('Sec-WebSocket-Protocol', 'Authorization', 'authorization', 'Host'),
      fc.string(),
    );
    fc.assert(
      fc.property(
        headers,
        fc.dictionary(fc.constantFrom('token', 'x'), fc.string()),
        (given, queryStringParameters) => {
          expect(['string', 'undefined']).toContain(typeof tokenOf({ headers: given, queryStringParameters }));
          expect([undefined, 'chat.v1']).toContain(selectedSubprotocol({ headers: given, queryStringParameters }));
        },
      ),
    );
  });

  test('the user of a connection is decoded as encoded', () => {
    const user = fc.record({
      userId: fc.string({ minLength: 1 }),
      username: fc.string(),
      expiresAtSeconds: fc.nat(),
      codec: fc.string(),
    });
    fc.assert(
      fc.property(user, (given) => {
        const context = encodeConnectionUser(given);
        expect(decodeConnectionUser(context)).toEqual(given);
        // API Gateway returns scalars as text.
        expect(decodeConnectionUser({ ...context, expires_at: String(given.expiresAtSeconds) })).toEqual(given);
      }),
    );
  });
});

describe('cursors', () => {
  test('a position is decoded as encoded; any other text is refused or is a position', () => {
    const place = fc.record({
      step: fc.maxSafeNat(),
      atMs: fc.maxSafeNat(),
      id: fc.string({ minLength: 1, maxLength: 128 }),
    });
    fc.assert(
      fc.property(place, (given) => {
        expect(decodeCursor(encodeCursor(given))).toEqual(given);
      }),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.base64String(),
          json.map((value) => Buffer.from(JSON.stringify(value)).toString('base64url')),
        ),
        (text) => {
          refusedOr(() => decodeCursor(text));
        },
      ),
    );
  });
});

describe('keys', () => {
  const any = fc.oneof(
    fc.string({ minLength: 1, maxLength: 20 }),
    fc.constantFrom(...'a a#b # META HERE PINS LIMIT#THREADS NOTIFY N#a T#a U# M#000000000001'.split(' ')),
  );
  const kinds: { [K in keyof typeof keys]: fc.Arbitrary<Parameters<(typeof keys)[K]>> } = {
    thread: fc.tuple(any),
    message: fc.tuple(any, fc.integer({ min: 1, max: 5 })),
    room: fc.tuple(any, any),
    presence: fc.tuple(any),
    pins: fc.tuple(any),
    threadBucket: fc.tuple(any),
    uploadDay: fc.tuple(any),
    upload: fc.tuple(any, any),
    inbox: fc.tuple(any, any),
    unread: fc.tuple(any, any),
    block: fc.tuple(any, any),
    receipt: fc.tuple(any, fc.constantFrom('client', 'freelancer'), fc.integer({ min: 1, max: 5 })),
    ...{ notified: fc.tuple(any), notifiedThread: fc.tuple(any, any), pushEndpoint: fc.tuple(any) },
    event: fc.tuple(any),
    signedIn: fc.tuple(any),
  };
  const row = fc.oneof(...Object.entries(kinds).map(([kind, given]) => given.map((values) => ({ kind, values }))));
  const keyOf = ({ kind, values }: { kind: string; values: unknown[] }) =>
    JSON.stringify(Object.values((keys as never as Record<string, (...given: unknown[]) => object>)[kind]!(...values)));

  test('no two rows have the same key, whatever is in the ids', () => {
    fc.assert(
      fc.property(row, row, (one, other) => {
        expect(keyOf(one) === keyOf(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
      { numRuns: isLong ? 50_000 : 2_000 },
    );
  });

  test('no two triples have the same thread', () => {
    const triple = fc.tuple(any, any, fc.option(any));
    fc.assert(
      fc.property(triple, triple, (one, other) => {
        expect(threadIdOf(...one) === threadIdOf(...other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
      { numRuns: isLong ? 50_000 : 1_000 },
    );
  });
});
