import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { headOf } from '../../lambdas/chat/model/head.ts';
import type { Store } from '../../lambdas/chat/ports/store.ts';
import { observed } from '../../lambdas/gateway/observed.ts';
import { systemMessageHandler } from '../../lambdas/gateway/system-message-handler.ts';
import { aMessage, aSnapshot, aThread } from '../chat/fixtures.ts';
import { readMetricLine } from '../support/emf.ts';
import { aStore, catchLog, nowMs, someSockets } from './fixtures.ts';

beforeEach(() => void catchLog());
afterEach(() => vi.restoreAllMocks());

function invoke(event: unknown, given: Partial<Store> = {}) {
  const handler = systemMessageHandler({ store: aStore(given), sockets: someSockets().sockets }, () => nowMs);
  return handler(event, { awsRequestId: 'r-1' });
}

/** An event that was done before: its result needs only two reads. */
const message = aMessage({ author: 'marketplace', type: 'system', clientMessageId: null });
const known: Partial<Store> = {
  findEvent: async () => ({ threadId: 'thread-1', seq: 1 }),
  readThread: async () => aSnapshot([message], aThread({ head: headOf(message) })),
  getMessage: async () => message,
};
const payload = { event_id: 'e-1', event: 'hire', thread_id: 'thread-1' };

async function failureOf(event: unknown, given: Partial<Store> = {}): Promise<Error> {
  const failure = await invoke(event, given).then(
    () => null,
    (error: Error) => error,
  );
  if (failure === null) throw new Error('nothing was refused');
  return failure;
}

describe('the system-message function', () => {
  it('accepts a payload by a direct call', async () => {
    expect(await invoke(payload, known)).toMatchObject({
      thread_id: 'thread-1',
      thread_created: false,
      duplicate: true,
      message: { seq: 1, sender: null },
    });
  });

  it('accepts an event of the bus, with the payload in detail', async () => {
    const event = { version: '0', id: 'x', 'detail-type': 'Hire', source: 'marketplace', detail: payload };
    expect(await invoke(event, known)).toMatchObject({ thread_id: 'thread-1', duplicate: true });
  });

  it('refuses an invalid event with an error that names every bad field, and changes nothing', async () => {
    const bad = { event: 'party', client: { id: '' }, metadata: [], counts_as_unread: 'yes', content: '' };
    const { name, message: text } = await failureOf(bad);
    expect(name).toBe('bad_request');
    for (const field of ['event_id', 'event', 'client.id', 'metadata', 'counts_as_unread', 'content', 'freelancer'])
      expect(text).toContain(field);
  });

  it('names the bad fields of its metadata', async () => {
    const { message: text } = await failureOf({
      ...payload,
      metadata: { rate: 'much', currency: 'dollars', contract_id: 5 },
    });
    for (const field of ['metadata.rate', 'metadata.currency', 'metadata.contract_id']) expect(text).toContain(field);
  });

  it('SYS-8: logs a refusal as a warning with its reason, counts it, and logs no error', async () => {
    const logged = catchLog();
    const handler = observed(
      'chat-test',
      systemMessageHandler({ store: aStore(), sockets: someSockets().sockets }, () => nowMs),
    );
    await expect(handler({ event: 'hire' }, { awsRequestId: 'r-1' })).rejects.toThrow('event_id');
    const [line = '', metrics = ''] = logged().trim().split('\n');
    expect(JSON.parse(line)).toMatchObject({ level: 'WARN', message: 'event refused', code: 'bad_request' });
    expect(JSON.parse(line).reason).toContain('event_id');
    expect(readMetricLine(metrics).values).toEqual({ EventsRefused: 1 });
    expect(logged()).not.toContain('ERROR');
  });

  it.each([[null], ['text'], [[]], [42], [undefined]])('refuses %j as a payload', async (event) => {
    expect(await failureOf(event)).toMatchObject({
      name: 'bad_request',
      message: expect.stringContaining('payload') as string,
    });
  });

  it('shows no stack of a refusal', async () => {
    expect((await failureOf({})).stack).not.toContain(' at ');
  });

  it('fails with internal, without a stack or an internal text, if the table fails, so that the bus retries it', async () => {
    const logged = catchLog();
    const failure = await failureOf(payload);
    expect([failure.name, failure.message, failure.stack]).toEqual([
      'internal',
      'Internal error',
      'internal: Internal error',
    ]);
    expect(logged()).toContain('secret words of the table');
  });
});
