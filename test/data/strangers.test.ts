import { beforeAll, expect, test } from 'vitest';
import { endpoints } from '../../protocol/rest.ts';
import { limits } from '../../protocol/limits.ts';
import { frameHandler } from '../../lambdas/gateway/frame-handler.ts';
import type { Files } from '../../lambdas/chat/ports/files.ts';
import { attachmentAnswers } from '../../lambdas/gateway/attachment-answers.ts';
import { chatAnswers } from '../../lambdas/gateway/chat-answers.ts';
import { httpHandler } from '../../lambdas/gateway/http-handler.ts';
import { frameEvent, httpEvent, type Request, type Socket } from '../../measure/events.ts';
import type { Cost } from '../../measure/meter.ts';
import { seedThread, writeRows } from '../../measure/seed.ts';
import { fileRulesOf } from '../rules/driver/in-process-files.ts';
import { requestOf, threadActions, threadEndpoints } from '../support/thread-calls.ts';
import { createWorld, type World } from '../support/world.ts';

/** What somebody else's thread costs, however long it is and however large its messages are. */

let world: World;
let threadId: string;
let handlers: { frame: ReturnType<typeof frameHandler> } & Record<
  'http' | 'attachments',
  ReturnType<typeof httpHandler>
>;

const verifyToken = async (userId: string) => ({ userId, username: userId, expiresAtSeconds: Infinity });

beforeAll(async () => {
  world = await createWorld();
  const { store, sockets } = world.as('nobody');
  const parts = { store, sockets, rules: world.rules, verifyToken };
  // A stranger gets no further than the thread, so no file is ever touched.
  const files = null as unknown as Files;
  handlers = {
    frame: frameHandler(parts),
    http: httpHandler(parts, { answers: chatAnswers }),
    attachments: httpHandler(
      { ...parts, files, rules: { ...world.rules, ...fileRulesOf({}) } },
      { answers: attachmentAnswers },
    ),
  };
  const seeded = seedThread({
    triple: { client: { id: 'alice' }, freelancer: { id: 'bob' } },
    length: 120,
    content: '😀'.repeat(limits.contentChars),
    firstAtMs: world.clock.nowMs - 3_600_000,
  });
  threadId = seeded.thread.id;
  await writeRows(world, seeded.rows);
});

function socketOf(userId: string): Socket {
  const connectedAtMs = world.clock.nowMs;
  return { userId, connectionId: `${userId}-1`, connectedAtMs, expiresAtSeconds: connectedAtMs / 1000 + 3_600 };
}

function costOfFrame(userId: string, frame: Record<string, unknown>, code?: string): Promise<Cost> {
  return world.meter.of(async () => {
    const { body } = await handlers.frame(frameEvent(socketOf(userId), world.clock.nowMs, frame));
    expect((JSON.parse(body ?? '') as { data: { code?: string } }).data.code).toBe(code);
  });
}

function costOfRequest(userId: string, request: Omit<Request, 'body'> & { body?: object }, status: number) {
  const { body, ...rest } = request;
  const handler = request.path.includes('/attachments/') ? handlers.attachments : handlers.http;
  return world.meter.of(async () => {
    const event = httpEvent(userId, world.clock.nowMs, { ...rest, body: body && JSON.stringify(body) });
    expect((await handler(event)).statusCode).toBe(status);
  });
}

test.each(threadActions)(
  'WS-5: %s %j by a stranger reads once, writes nothing, and costs the same for a missing thread',
  async (action, fields) => {
    const [foreign, missing] = [
      await costOfFrame('mallory', { action, thread_id: threadId, ...fields }, 'not_found'),
      await costOfFrame('mallory', { action, thread_id: 'missing', ...fields }, 'not_found'),
    ];
    expect(foreign).toMatchObject({ calls: 1, writeUnits: 0 });
    expect(foreign.readUnits).toBeLessThanOrEqual(20);
    expect([missing.calls, missing.writeUnits]).toEqual([1, 0]);
  },
);

test.each(threadEndpoints)(
  'WS-5: %s by a stranger reads 2 units at most in one call, writes nothing, as for a missing thread',
  async (name) => {
    const foreign = await costOfRequest('mallory', requestOf(name, threadId), 404);
    const missing = await costOfRequest('mallory', requestOf(name, 'missing'), 404);
    expect(foreign).toMatchObject({ calls: 1, writeUnits: 0 });
    expect(foreign.readUnits).toBeLessThanOrEqual(2);
    expect([missing.calls, missing.writeUnits]).toEqual([1, 0]);
  },
);

test('WS-5: asking for a thread by participants that the caller is not one of reads nothing', async () => {
  const { method, path } = endpoints.findThread;
  for (const freelancer of ['bob', 'nobody']) {
    const cost = await costOfRequest('mallory', { method, path, query: `client=alice&freelancer=${freelancer}` }, 404);
    expect(cost.calls).toBe(0);
  }
});

test('WS-5: a participant is looked up once: further calls of the same process do not pay for it', async () => {
  const typing = { action: 'typing_start', request_id: 'answered', thread_id: threadId };
  const costs = [
    await costOfFrame('alice', typing),
    await costOfFrame('alice', typing),
    await costOfFrame('bob', typing),
  ];
  expect(costs.map(({ calls }) => calls)).toEqual([2, 1, 1]);
});
