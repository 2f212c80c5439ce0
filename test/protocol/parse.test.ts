import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ChatError } from '../../protocol/errors.ts';
import { actions, clientFrames } from '../../protocol/frames.ts';
import { parse } from '../../protocol/parse.ts';
import type { Endpoint } from '../../protocol/endpoint.ts';
import { endpoints } from '../../protocol/rest.ts';
import { marketplaceEvents, parseSystemEvent, systemEvent } from '../../protocol/system-event.ts';

describe('the text of a refusal', () => {
  test.each([
    ['a missing field', z.object({ a: z.string() }), {}, 'a: is required'],
    ['a wrong type', z.object({ a: z.string() }), { a: 1 }, 'a: must be a string'],
    ['a fraction', z.object({ a: z.int() }), { a: 1.5 }, 'a: must be a whole number'],
    ['no boolean', z.object({ a: z.boolean() }), { a: 'true' }, 'a: must be true or false'],
    ['no list', z.object({ a: z.array(z.string()) }), { a: {} }, 'a: must be an array'],
    ['a type without other words', z.object({ a: z.date() }), { a: 1 }, 'a: must be date'],
    ['a value out of a list', z.object({ a: z.enum(['x', 'y']) }), { a: 'z' }, 'a: must be one of x, y'],
    ['another value than the only one', z.object({ a: z.literal('x') }), { a: 'z' }, 'a: must be x'],
    ['a number too small', z.object({ a: z.number().min(1) }), { a: 0 }, 'a: must be at least 1'],
    ['a number too big', z.object({ a: z.number().max(1) }), { a: 2 }, 'a: must be at most 1'],
    ['a text too long', z.object({ a: z.string().max(1) }), { a: 'ab' }, 'a: must have at most 1 characters'],
    ['a field within a list', z.object({ a: z.array(z.object({ b: z.string() })) }), { a: [{}] }, 'a.0.b: is required'],
    [
      'what zod has words for',
      z.object({ a: z.string().regex(/x/) }),
      { a: 'y' },
      'a: Invalid string: must match pattern /x/',
    ],
  ])('%s', (_what, schema, value, message) => {
    expect(() => parse(schema, value)).toThrow(expect.objectContaining({ code: 'bad_request', message }));
  });

  test('the whole value is named as the caller knows it', () => {
    expect(() => parse(z.object({}), 1, 'frame')).toThrow('frame: must be an object');
    expect(() => parse(z.object({}), 1)).toThrow('body: must be an object');
  });

  test('WS-4: contains neither a token nor a text of the caller', () => {
    const secret = 'eyJhbGciOiJSUzI1NiJ9';
    for (const schema of [clientFrames.hello, clientFrames.send_message]) {
      expect(() =>
        parse(schema, { action: secret, token: [secret], content: { secret }, thread_id: `${secret}\0` }),
      ).toThrow(expect.objectContaining({ message: expect.not.stringContaining(secret) }));
    }
  });
});

/** Any JSON, or an object whose fields have the right names and any JSON in them. */
function nearly(fields: string[]) {
  const named = fc.dictionary(fc.constantFrom('unknown', ...fields), fc.jsonValue({ maxDepth: 3 }));
  return fc.oneof(fc.jsonValue(), named);
}

function throwsOnlyChatError(values: fc.Arbitrary<unknown>, take: (value: unknown) => unknown) {
  const property = fc.property(values, (value) => {
    try {
      take(value);
    } catch (error) {
      expect(error).toBeInstanceOf(ChatError);
      expect((error as ChatError).details).not.toEqual([]);
    }
  });
  fc.assert(property, { seed: 20261122, numRuns: 200 });
}

describe('any JSON is accepted, or refused with a ChatError that names a field', () => {
  test.each(actions)('%s', (action) => {
    const values = nearly(Object.keys(clientFrames[action].shape));
    throwsOnlyChatError(values, (value) => parse(clientFrames[action], value));
  });

  const inputs = (Object.entries(endpoints) as [string, Endpoint][]).flatMap(([name, { params, query, body }]) =>
    Object.entries({ params, query, body }).flatMap(([part, schema]) =>
      schema === undefined ? [] : [[name, part, schema] as const],
    ),
  );

  test.each(inputs)('%s: %s', (_name, _part, schema) => {
    throwsOnlyChatError(nearly(Object.keys((schema as z.ZodObject).shape)), (value) => parse(schema, value));
  });

  test('a system event', () => {
    const fields = nearly(Object.keys(systemEvent.shape));
    const withMetadata = fc.record({
      event: fc.constantFrom(...marketplaceEvents),
      metadata: nearly(['amount', 'rate', 'currency', '__proto__']),
    });
    throwsOnlyChatError(fc.oneof(fields, withMetadata), parseSystemEvent);
  });
});
