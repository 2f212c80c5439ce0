import { randomUUID } from 'node:crypto';
import type { Socket } from './events.ts';
import type { Cost } from './meter.ts';
import type { Stage } from './stage.ts';

/**
 * What each operation may cost: units as DynamoDB returns them, for messages of 200 characters in a thread that both
 * participants have joined with one device each. The one place of these bounds and of how they are measured.
 */
export interface CostRow {
  operation: string;
  /** `beforePush`: round trips before the first frame is pushed, where that is bounded too; `calls`: of DynamoDB in all, likewise. */
  bound: { roundTrips: number; beforePush?: number; calls?: number; writeUnits: number; readUnits: number };
  /** It gives a page of a list: one that a short list does not fill costs less. */
  isPage?: true;
  measure(stage: Stage): Promise<Cost>;
}

const minuteMs = 60_000;
const rejoinMs = 50 * minuteMs;
const content = 'x'.repeat(200);

/** What a send costs on average; its round trips are those of the longest. */
function average(costs: Cost[]): Cost {
  const mean = (pick: (cost: Cost) => number) => costs.reduce((sum, cost) => sum + pick(cost), 0) / costs.length;
  const beforePush = costs.map((cost) => cost.roundTripsBeforePush).filter((count) => count !== null);
  return {
    calls: mean((cost) => cost.calls),
    readUnits: mean((cost) => cost.readUnits),
    writeUnits: mean((cost) => cost.writeUnits),
    roundTrips: Math.max(...costs.map((cost) => cost.roundTrips)),
    roundTripsBeforePush: beforePush.length === 0 ? null : Math.max(...beforePush),
  };
}

/** The newest seq of each thread, as a client that sends there knows it. */
async function lastSeq(stage: Stage, threadId = stage.threadId): Promise<number> {
  return ((await stage.get(stage.alice.userId, `/threads/${threadId}/`)) as { last_seq: number }).last_seq;
}

/** As the typed client sends: under an idempotency key, with what it has seen. */
function sendFrame(threadId: string, seen?: number): Record<string, unknown> {
  return { action: 'send_message', thread_id: threadId, content, client_message_id: randomUUID(), after_seq: seen };
}

/** The costs of `count` messages by turns, `everyMs` apart. */
async function sends(stage: Stage, count: number, everyMs: number, knowsSeq = true): Promise<Cost[]> {
  const first = await lastSeq(stage);
  const costs: Cost[] = [];
  for (let index = 0; index < count; index += 1) {
    stage.world.clock.nowMs += everyMs;
    // Their tokens last an hour: before that both connect and join anew.
    if (stage.world.clock.nowMs - stage.alice.connectedAtMs >= rejoinMs) await stage.bothJoined();
    const sender = index % 2 === 0 ? stage.alice : stage.bob;
    const frame = sendFrame(stage.threadId, knowsSeq ? first + index : undefined);
    costs.push(await stage.world.meter.of(() => stage.frame(sender, frame)));
  }
  return costs;
}

/** Four calls, and one more for the first message that a user has not read. */
const sendBound = { roundTrips: 3, beforePush: 2, calls: 4.1, readUnits: 4 };

/** What a refusal costs. Fails if the frame is accepted. */
async function refused(stage: Stage, socket: Socket, frame: Record<string, unknown>): Promise<Cost> {
  return stage.world.meter.of(async () => {
    const isRefused = await stage.frame(socket, frame).then(
      () => false,
      () => true,
    );
    if (!isRefused) throw new Error(`${String(frame.action)} was accepted`);
  });
}

/** A refusal by the rate limit, which the stage has otherwise off. */
async function rateLimited(stage: Stage): Promise<Cost> {
  const { rules } = stage.world;
  const frame = () => sendFrame(stage.threadId, 0);
  rules.rateLimit = { burst: 1, perMs: 60 * minuteMs };
  try {
    await stage.frame(stage.bob, { ...frame(), after_seq: undefined });
    return await refused(stage, stage.bob, { ...frame(), after_seq: undefined });
  } finally {
    rules.rateLimit = null;
  }
}

/** What the action costs by a user who is no participant. */
async function byStranger(stage: Stage, fields: Record<string, unknown>): Promise<Cost> {
  const stranger = stage.newSocket('a stranger', 'Vx7a0fLzIAMCJ_A=');
  await stage.connect(stranger);
  return refused(stage, stranger, { thread_id: stage.threadId, ...fields });
}

const strangerBound = { roundTrips: 1, calls: 1, writeUnits: 0, readUnits: 2 };

export const costRows: CostRow[] = [
  {
    operation: 'connect + hello',
    bound: { roundTrips: 1, calls: 1, writeUnits: 2, readUnits: 0.5 },
    async measure(stage) {
      const socket = stage.newSocket(stage.alice.userId, 'Vx7Z1dQIoAMCLmg=');
      const cost = await stage.world.meter.of(async () => {
        await stage.connect(socket);
        await stage.frame(socket, { action: 'hello' });
      });
      await stage.disconnect(socket);
      return cost;
    },
  },
  {
    operation: 'join_thread, 50 messages',
    bound: { roundTrips: 3, calls: 4, writeUnits: 3, readUnits: 16 },
    isPage: true,
    async measure(stage) {
      await stage.frame(stage.alice, { action: 'leave_thread', thread_id: stage.threadId });
      return stage.world.meter.of(() => stage.frame(stage.alice, { action: 'join_thread', thread_id: stage.threadId }));
    },
  },
  {
    operation: 'send_message, average of 100 in a minute',
    bound: { ...sendBound, writeUnits: 2.2 },
    measure: async (stage) => average(await sends(stage, 100, minuteMs / 100)),
  },
  {
    operation: 'send_message, the same without after_seq',
    bound: { ...sendBound, writeUnits: 2.2 },
    measure: async (stage) => average(await sends(stage, 5, minuteMs / 100, false)),
  },
  {
    operation: 'send_message, one in 10 minutes, average of a day',
    bound: { ...sendBound, roundTrips: sendBound.roundTrips + 1, calls: 7, writeUnits: 4 },
    measure: async (stage) => average(await sends(stage, (24 * 60) / 10, 10 * minuteMs)),
  },
  {
    operation: 'send_message, repeated',
    bound: { roundTrips: 2, calls: 4, writeUnits: 0, readUnits: 5 },
    async measure(stage) {
      const frame = sendFrame(stage.threadId, await lastSeq(stage));
      await stage.frame(stage.alice, frame);
      for (let count = 0; count < 3; count += 1) await stage.frame(stage.bob, sendFrame(stage.threadId));
      return stage.world.meter.of(() => stage.frame(stage.alice, frame));
    },
  },
  {
    operation: 'send_message, rate limited',
    bound: { roundTrips: 1, calls: 2, writeUnits: 0, readUnits: 3 },
    measure: rateLimited,
  },
  {
    operation: 'send_message by a stranger',
    bound: strangerBound,
    measure: (stage) => byStranger(stage, { action: 'send_message', content }),
  },
  {
    operation: 'join_thread by a stranger',
    bound: strangerBound,
    measure: (stage) => byStranger(stage, { action: 'join_thread' }),
  },
  {
    operation: 'leave_thread by a stranger',
    bound: strangerBound,
    measure: (stage) => byStranger(stage, { action: 'leave_thread' }),
  },
  {
    operation: 'typing_start',
    bound: { roundTrips: 1, calls: 1, writeUnits: 0, readUnits: 1 },
    measure: (stage) =>
      stage.world.meter.of(() => stage.frame(stage.alice, { action: 'typing_start', thread_id: stage.threadId })),
  },
  {
    operation: 'mark_as_read',
    bound: { roundTrips: 2, calls: 4, writeUnits: 2, readUnits: 3 },
    async measure(stage) {
      for (let count = 0; count < 3; count += 1) await stage.frame(stage.bob, sendFrame(stage.threadId));
      return stage.world.meter.of(() =>
        stage.frame(stage.alice, { action: 'mark_as_read', thread_id: stage.threadId }),
      );
    },
  },
  {
    operation: 'inbox page, 50 threads',
    bound: { roundTrips: 2, writeUnits: 0, readUnits: 30 },
    isPage: true,
    measure: (stage) => stage.world.meter.of(() => stage.get(stage.alice.userId, '/threads/', 'limit=50')),
  },
  {
    operation: 'unread-count, 3 threads with unread messages, asked again after 10 new messages',
    bound: { roundTrips: 3, writeUnits: 1, readUnits: 10 },
    isPage: true,
    async measure(stage) {
      await stage.get(stage.alice.userId, '/unread-count/');
      const oldest = stage.otherThreadIds.length - 10;
      for (const [index, threadId] of stage.otherThreadIds.slice(oldest).entries()) {
        await stage.frame(stage.peer(oldest + index), sendFrame(threadId));
      }
      return stage.world.meter.of(() => stage.get(stage.alice.userId, '/unread-count/'));
    },
  },
  {
    operation: 'disconnect with one room',
    bound: { roundTrips: 2, calls: 4, writeUnits: 3, readUnits: 1 },
    async measure(stage) {
      const cost = await stage.world.meter.of(() => stage.disconnect(stage.alice));
      await stage.bothJoined();
      return cost;
    },
  },
];
