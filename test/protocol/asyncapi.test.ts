import asyncApiSpecs from '@asyncapi/specs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { replyOf, serverEvents } from '../../protocol/events.ts';
import { actions, type Action } from '../../protocol/frames.ts';
import { asyncApi, resolve, validatorOf, type Node } from './documents.ts';

describe('AsyncAPI', () => {
  test('is valid AsyncAPI 3', () => {
    // Without ajv's own draft-07, because this schema contains it.
    const ajv = new Ajv({ strict: false, allErrors: true, logger: false, meta: false });
    addFormats.default(ajv);
    const validate = ajv.compile(asyncApiSpecs.schemas['3.0.0']);
    validate(asyncApi);
    expect(validate.errors).toBeNull();
  });

  test.each(actions)("%s has its frame, its reply, the error and the gateway's error", (action: Action) => {
    const operation = asyncApi['operations'][action];
    const nameOf = (ref: Node) => resolve(asyncApi, resolve(asyncApi, ref))['name'];
    expect(operation.action).toBe('receive');
    expect(operation.messages.map(nameOf)).toEqual([action]);
    expect(operation.reply.messages.map(nameOf)).toEqual([replyOf[action], 'error', 'gateway_error']);
  });

  test('WS-2: every event is a reply or a push, and only a reply has a request_id', () => {
    const operations = Object.values<Node>(asyncApi['operations']);
    const messagesOf = (refs: Node[]) => refs.map((ref) => resolve(asyncApi, resolve(asyncApi, ref)));
    const pushed = messagesOf(operations.filter((one) => one['action'] === 'send').flatMap((one) => one['messages']));
    const replied = messagesOf(operations.flatMap((one) => one['reply']?.messages ?? []));
    const namesOf = (messages: Node[]) => messages.map((message) => message['name']);
    expect(namesOf([...pushed, ...replied])).toEqual(expect.arrayContaining(Object.keys(serverEvents)));
    for (const message of [...pushed, ...replied].filter((one) => one['name'] in serverEvents)) {
      expect('request_id' in message['payload'].properties, message['name']).toBe(replied.includes(message));
    }
  });

  test('EVT-1: every kind of event to the marketplace has its message and its operation', () => {
    const { messages } = asyncApi['channels'].eventsOut;
    const names = Object.values<Node>(messages).map((ref) => resolve(asyncApi, ref)['name']);
    expect(names.sort()).toEqual(['message.created', 'message.read', 'message.unread', 'thread.created']);
    expect(Object.keys(asyncApi['operations'])).toEqual(
      expect.arrayContaining(['put_message_created', 'put_message_read', 'put_message_unread', 'put_thread_created']),
    );
  });

  test('WS-1: the token has three places', () => {
    const { query, headers } = asyncApi['channels'].chat.bindings.ws;
    expect(Object.keys({ ...query.properties, ...headers.properties })).toEqual([
      'token',
      'Sec-WebSocket-Protocol',
      'Authorization',
    ]);
    expect(asyncApi['servers'].local.security).toHaveLength(3);
  });

  const examples = Object.entries<Node>(asyncApi['components'].messages).flatMap(([name, message]) =>
    (message['examples'] as Node[]).map((example) => [name, message['payload'], example['payload']] as const),
  );

  test.each(examples)('%s: the example is valid', (_name, schema, example) => {
    const validate = validatorOf(asyncApi, schema);
    validate(example);
    expect(validate.errors).toBeNull();
  });

  test('every message has an example', () => {
    expect(new Set(examples.map(([name]) => name))).toEqual(new Set(Object.keys(asyncApi['components'].messages)));
  });

  test('a system event without a thread, or with metadata of a wrong type, is not valid', () => {
    const {
      payload,
      examples: [example],
    } = asyncApi['components'].messages.SystemEvent;
    const validate = validatorOf(asyncApi, payload);
    const { client: _client, ...threadless } = example.payload;
    expect(validate(threadless)).toBe(false);
    expect(validate({ ...example.payload, metadata: { currency: 'EURO' } })).toBe(false);
    expect(validate({ ...example.payload, event: 'system', metadata: { currency: 'EURO' } })).toBe(true);
  });
});
