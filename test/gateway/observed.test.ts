import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { frameHandler } from '../../lambdas/gateway/frame-handler.ts';
import { chatAnswers } from '../../lambdas/gateway/chat-answers.ts';
import { httpHandler } from '../../lambdas/gateway/http-handler.ts';
import { disconnectHandler } from '../../lambdas/gateway/connection-events.ts';
import { observed } from '../../lambdas/gateway/observed.ts';
import { log } from '../../lambdas/platform/log.ts';
import { record } from '../../lambdas/platform/metrics.ts';
import { ChatError } from '../../protocol/errors.ts';
import { isMetricLine, readMetricLine } from '../support/emf.ts';
import { aStore, catchLog, frameEvent, httpEvent, nowMs, rules, someSockets, verifyAlice } from './fixtures.ts';

// No call is in the sample of those that are logged although they go well.
beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(0.5));
afterEach(() => vi.restoreAllMocks());

const context = { awsRequestId: 'call-1' };
const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');
const metricsOf = (text: string) => linesOf(text).filter(isMetricLine).map(readMetricLine);

describe('an observed call', () => {
  it('has the ids of the gateway in every line that it logs, and its metrics in one line after them', async () => {
    const logged = catchLog();
    const handler = observed('chat-dev', async () => {
      log.warn('one');
      record('Conflicts');
      log.error('two', { connection_id: 'another' });
      return 'answer';
    });
    expect(await handler(frameEvent('{}'), context)).toBe('answer');
    const [one, two, metrics, ...more] = linesOf(logged());
    expect(JSON.parse(one ?? '')).toMatchObject({ message: 'one', request_id: 'r-1', connection_id: 'c-1' });
    expect(JSON.parse(two ?? '')).toMatchObject({ message: 'two', request_id: 'r-1', connection_id: 'another' });
    expect(readMetricLine(metrics ?? '')).toMatchObject({
      namespace: 'chat-dev',
      values: { Conflicts: 1 },
      properties: { request_id: 'r-1' },
    });
    expect(more).toEqual([]);
  });

  it('is logged with its route and duration if it is in the sample', async () => {
    const logged = catchLog();
    const handler = observed('chat-dev', async () => 1);
    await handler(frameEvent('{}'), context);
    expect(logged()).toBe('');
    vi.spyOn(Math, 'random').mockReturnValue(0.005);
    await handler(frameEvent('{}'), context);
    expect(JSON.parse(logged())).toMatchObject({
      message: 'handled',
      request_id: 'r-1',
      duration_ms: expect.any(Number),
    });
  });

  it('has the id of the call itself if there is no gateway in front', async () => {
    const logged = catchLog();
    await observed('chat-dev', async () => log.info('here'))({ event: 'hire' }, context);
    expect(JSON.parse(logged())).toMatchObject({ request_id: 'call-1' });
  });

  it('accepts any event, as Lambda does', async () => {
    for (const event of [null, undefined, 'text', 7, []])
      expect(await observed('chat-dev', async () => 1)(event, context)).toBe(1);
  });

  it('writes its metrics if it fails as well, and throws the same error', async () => {
    const logged = catchLog();
    const handler = observed('chat-dev', async () => {
      record('PushesGone');
      throw new Error('broken');
    });
    await expect(handler({}, context)).rejects.toThrow('broken');
    expect(metricsOf(logged())).toMatchObject([{ values: { PushesGone: 1 } }]);
  });

  it('writes no metrics if the function has no namespace for them', async () => {
    const logged = catchLog();
    await observed(null, async () => record('Conflicts'))({}, context);
    expect(logged()).toBe('');
  });
});

const rateLimited = () => Promise.reject(new ChatError('rate_limited', 'slower', { retryAfterMs: 500 }));

describe('what handlers log and count', () => {
  const send = JSON.stringify({ action: 'send_message', thread_id: 't-1', content: 'words that nobody else may read' });
  const frames = (given: Parameters<typeof aStore>[0]) =>
    observed(
      'chat-dev',
      frameHandler({ store: aStore(given), sockets: someSockets().sockets, rules, verifyToken: vi.fn() }),
    );

  it('a refused frame is logged with its code and its ids, without its text', async () => {
    const logged = catchLog();
    await frames({})(
      frameEvent(JSON.stringify({ action: 'send_message', thread_id: 7, content: 'words that nobody else may read' })),
      context,
    );
    expect(JSON.parse(logged())).toMatchObject({
      level: 'INFO',
      message: 'refused',
      code: 'bad_request',
      reason: expect.stringContaining('thread_id'),
      request_id: 'r-1',
      connection_id: 'c-1',
    });
    expect(logged()).not.toContain('words that nobody');
  });

  it('WS-14: a frame that the rate limit refuses is counted, and not logged as an error', async () => {
    const logged = catchLog();
    await frames({ readThread: rateLimited })(frameEvent(send), context);
    expect(metricsOf(logged())).toMatchObject([{ values: { RateLimited: 1 } }]);
    expect(logged()).not.toContain('ERROR');
  });

  it('a frame that fails with internal is logged with its ids, also if the rules themselves gave up, and without its text', async () => {
    for (const failure of [new Error('no table'), new ChatError('internal', 'too many messages at once')]) {
      const logged = catchLog();
      await frames({ readThread: () => Promise.reject(failure) })(frameEvent(send), context);
      const [line, ...more] = linesOf(logged());
      expect(JSON.parse(line ?? '')).toMatchObject({
        level: 'ERROR',
        request_id: 'r-1',
        connection_id: 'c-1',
        error: { message: failure.message },
      });
      expect(more).toEqual([]);
      expect(logged()).not.toContain('words that nobody');
      vi.restoreAllMocks();
    }
  });

  it('a request that the rate limit refuses is counted', async () => {
    const logged = catchLog();
    const handler = observed(
      'chat-dev',
      httpHandler(
        {
          store: aStore({ readThread: rateLimited }),
          sockets: someSockets().sockets,
          rules,
          verifyToken: verifyAlice,
        },
        { answers: chatAnswers },
      ),
    );
    await handler(httpEvent('POST', '/threads/t-1/messages/', { body: '{"content":"x"}' }), context);
    expect(metricsOf(logged())).toMatchObject([{ values: { RateLimited: 1 }, properties: { request_id: 'r-1' } }]);
  });

  it('the time that a connection was open is counted in seconds when it ends', async () => {
    const logged = catchLog();
    const event = frameEvent(undefined);
    event.requestContext.connectedAt = nowMs - 90_500;
    await observed(
      'chat-dev',
      disconnectHandler({ store: aStore({ endConnection: async () => null }), sockets: someSockets().sockets }),
    )(event, context);
    expect(metricsOf(logged())).toMatchObject([
      { values: { ConnectionTime: 90.5 }, units: { ConnectionTime: 'Seconds' } },
    ]);
  });
});
