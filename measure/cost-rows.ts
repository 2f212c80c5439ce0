import { randomUUID } from 'node:crypto';
import { attachmentRows } from './attachment-rows.ts';
import type { CostRow } from './cost-row.ts';
import type { Socket } from './events.ts';
import { healingRows } from './healing-rows.ts';
import { socketIoRows } from './socket-io-rows.ts';
import type { Cost } from './meter.ts';
import type { MeasuredChat } from './measured-chat.ts';
import { searchRows } from './search-rows.ts';

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

/** The newest seq of a thread. A client that sends there knows it. */
async function lastSeq(chat: MeasuredChat, threadId = chat.threadId): Promise<number> {
  return ((await chat.get(chat.alice.userId, `/threads/${threadId}/`)) as { last_seq: number }).last_seq;
}

/** As the typed client sends: under an idempotency key, with what it has seen. */
function sendFrame(threadId: string, seen?: number): Record<string, unknown> {
  return { action: 'send_message', thread_id: threadId, content, client_message_id: randomUUID(), after_seq: seen };
}

function changeOwnSide(chat: MeasuredChat, change: object): Promise<unknown> {
  return chat.patch(chat.alice.userId, `/threads/${chat.threadId}/me/`, change);
}

/** The costs of `count` messages that both send in turn, `everyMs` apart. */
async function sends(chat: MeasuredChat, count: number, everyMs: number, knowsSeq = true): Promise<Cost[]> {
  const first = await lastSeq(chat);
  const costs: Cost[] = [];
  for (let index = 0; index < count; index += 1) {
    chat.world.clock.nowMs += everyMs;
    // Their tokens last an hour: both reconnect and join again before that.
    if (chat.world.clock.nowMs - chat.alice.connectedAtMs >= rejoinMs) await chat.bothJoined();
    const sender = index % 2 === 0 ? chat.alice : chat.bob;
    const frame = sendFrame(chat.threadId, knowsSeq ? first + index : undefined);
    costs.push(await chat.world.meter.of(() => chat.frame(sender, frame)));
  }
  return costs;
}

/**
 * Four calls, and one more for the first message that a user has not read. Two round trips come before the pushes, and
 * two before the reply.
 */
const sendBound = { roundTrips: 4, beforePush: 2, calls: 4.1, readUnits: 4 };

/** What a refusal costs. Fails if the call is accepted. */
async function refusal(chat: MeasuredChat, call: () => Promise<unknown>): Promise<Cost> {
  return chat.world.meter.of(async () => {
    const isRefused = await call().then(
      () => false,
      () => true,
    );
    if (!isRefused) throw new Error('a call that should be refused was accepted');
  });
}

const refused = (chat: MeasuredChat, socket: Socket, frame: Record<string, unknown>) =>
  refusal(chat, () => chat.frame(socket, frame));

/** A refusal by the rate limit, which is off in all other measurements. */
async function rateLimited(chat: MeasuredChat): Promise<Cost> {
  const { rules } = chat.world;
  const frame = () => sendFrame(chat.threadId, 0);
  rules.rateLimit = { burst: 1, perMs: 60 * minuteMs };
  try {
    await chat.frame(chat.bob, { ...frame(), after_seq: undefined });
    return await refused(chat, chat.bob, { ...frame(), after_seq: undefined });
  } finally {
    rules.rateLimit = null;
  }
}

/** A refusal by the limit of the user, which the chat has otherwise off. */
async function userLimited(chat: MeasuredChat): Promise<Cost> {
  const { rules } = chat.world;
  const frame = { action: 'join_thread', thread_id: chat.threadId };
  rules.userLimit = { burst: 1, perMs: 60 * minuteMs };
  try {
    await chat.frame(chat.bob, frame);
    return await refused(chat, chat.bob, frame);
  } finally {
    rules.userLimit = null;
  }
}

/** What the action costs if the caller is not a participant. */
async function byStranger(chat: MeasuredChat, fields: Record<string, unknown>): Promise<Cost> {
  const stranger = chat.newSocket('a stranger', 'Vx7a0fLzIAMCJ_A=');
  await chat.connect(stranger);
  return refused(chat, stranger, { thread_id: chat.threadId, ...fields });
}

const strangerBound = { roundTrips: 1, calls: 1, writeUnits: 0, readUnits: 2 };

export const costRows: CostRow[] = [
  {
    operation: 'connect + hello',
    bound: { roundTrips: 1, calls: 1, writeUnits: 2, readUnits: 0.5 },
    async measure(chat) {
      const socket = chat.newSocket(chat.alice.userId, 'Vx7Z1dQIoAMCLmg=');
      const cost = await chat.world.meter.of(async () => {
        await chat.connect(socket);
        await chat.frame(socket, { action: 'hello' });
      });
      await chat.disconnect(socket);
      return cost;
    },
  },
  {
    operation: 'join_thread, 50 messages',
    bound: { roundTrips: 3, calls: 4, writeUnits: 3, readUnits: 16 },
    isPage: true,
    async measure(chat) {
      await chat.frame(chat.alice, { action: 'leave_thread', thread_id: chat.threadId });
      return chat.world.meter.of(() => chat.frame(chat.alice, { action: 'join_thread', thread_id: chat.threadId }));
    },
  },
  {
    operation: 'send_message, average of 100 in a minute',
    bound: { ...sendBound, writeUnits: 2.2 },
    measure: async (chat) => average(await sends(chat, 100, minuteMs / 100)),
  },
  {
    operation: 'send_message, the same without after_seq',
    bound: { ...sendBound, writeUnits: 2.2 },
    measure: async (chat) => average(await sends(chat, 5, minuteMs / 100, false)),
  },
  {
    operation: 'send_message, one in 10 minutes, average of a day',
    bound: { ...sendBound, roundTrips: sendBound.roundTrips + 1, calls: 7, writeUnits: 4 },
    measure: async (chat) => average(await sends(chat, (24 * 60) / 10, 10 * minuteMs)),
  },
  {
    operation: 'send_message, repeated',
    bound: { roundTrips: 2, calls: 4, writeUnits: 0, readUnits: 5 },
    async measure(chat) {
      const frame = sendFrame(chat.threadId, await lastSeq(chat));
      await chat.frame(chat.alice, frame);
      for (let count = 0; count < 3; count += 1) await chat.frame(chat.bob, sendFrame(chat.threadId));
      return chat.world.meter.of(() => chat.frame(chat.alice, frame));
    },
  },
  {
    operation: 'send_message, rate limited',
    bound: { roundTrips: 1, calls: 2, writeUnits: 0, readUnits: 3 },
    measure: rateLimited,
  },
  {
    operation: 'anything, refused by the limit of the user',
    bound: { roundTrips: 0, calls: 0, writeUnits: 0, readUnits: 0 },
    measure: userLimited,
  },
  {
    operation: 'send_message by a stranger',
    bound: strangerBound,
    measure: (chat) => byStranger(chat, { action: 'send_message', content }),
  },
  {
    operation: 'join_thread by a stranger',
    bound: strangerBound,
    measure: (chat) => byStranger(chat, { action: 'join_thread' }),
  },
  {
    operation: 'leave_thread by a stranger',
    bound: strangerBound,
    measure: (chat) => byStranger(chat, { action: 'leave_thread' }),
  },
  {
    operation: 'typing_start by a stranger',
    bound: strangerBound,
    measure: (chat) => byStranger(chat, { action: 'typing_start' }),
  },
  {
    operation: 'mark_as_read by a stranger',
    bound: strangerBound,
    measure: (chat) => byStranger(chat, { action: 'mark_as_read' }),
  },
  {
    operation: 'edit_message by a stranger',
    bound: strangerBound,
    measure: (chat) => byStranger(chat, { action: 'edit_message', seq: 1, content }),
  },
  {
    operation: 'GET …/messages/ by a stranger, 100 messages',
    bound: strangerBound,
    measure: (chat) => refusal(chat, () => chat.get('stranger', `/threads/${chat.threadId}/messages/`, 'limit=100')),
  },
  {
    operation: 'typing_start',
    bound: { roundTrips: 1, calls: 1, writeUnits: 0, readUnits: 1 },
    measure: (chat) =>
      chat.world.meter.of(() => chat.frame(chat.alice, { action: 'typing_start', thread_id: chat.threadId })),
  },
  {
    operation: 'mark_as_read',
    bound: { roundTrips: 2, calls: 4, writeUnits: 2, readUnits: 3 },
    async measure(chat) {
      for (let count = 0; count < 3; count += 1) await chat.frame(chat.bob, sendFrame(chat.threadId));
      return chat.world.meter.of(() => chat.frame(chat.alice, { action: 'mark_as_read', thread_id: chat.threadId }));
    },
  },
  {
    operation: 'add_reaction',
    bound: { roundTrips: 2, calls: 4, writeUnits: 2, readUnits: 5 },
    async measure(chat) {
      await chat.frame(chat.bob, sendFrame(chat.threadId));
      const frame = { action: 'add_reaction', thread_id: chat.threadId, seq: await lastSeq(chat), emoji: '👍' };
      return chat.world.meter.of(() => chat.frame(chat.alice, frame));
    },
  },
  {
    operation: 'remove_reaction',
    bound: { roundTrips: 2, calls: 4, writeUnits: 2, readUnits: 5 },
    async measure(chat) {
      await chat.frame(chat.bob, sendFrame(chat.threadId));
      const frame = { thread_id: chat.threadId, seq: await lastSeq(chat), emoji: '👍' };
      await chat.frame(chat.alice, { action: 'add_reaction', ...frame });
      return chat.world.meter.of(() => chat.frame(chat.alice, { action: 'remove_reaction', ...frame }));
    },
  },
  {
    operation: 'inbox page, 50 threads',
    bound: { roundTrips: 2, writeUnits: 0, readUnits: 30 },
    isPage: true,
    measure: (chat) => chat.world.meter.of(() => chat.get(chat.alice.userId, '/threads/', 'limit=50')),
  },
  {
    operation: 'PATCH …/me/: archive and mute',
    bound: { roundTrips: 3, calls: 3, writeUnits: 1, readUnits: 5 },
    measure: (chat) =>
      chat.world.meter.of(() => changeOwnSide(chat, { archived: true, muted_until: 'forever', marked_unread: true })),
  },
  {
    operation: 'PATCH …/me/: pin',
    transacts: true,
    bound: { roundTrips: 4, calls: 4, writeUnits: 8, readUnits: 6 },
    async measure(chat) {
      const cost = await chat.world.meter.of(() => changeOwnSide(chat, { pinned: true }));
      await changeOwnSide(chat, { pinned: false, archived: false, muted_until: null, marked_unread: false });
      return cost;
    },
  },
  {
    operation: 'unread-count, 3 threads with unread messages, asked again after 10 new messages',
    bound: { roundTrips: 3, writeUnits: 1, readUnits: 10 },
    isPage: true,
    async measure(chat) {
      await chat.frame(chat.alice, { action: 'mark_as_read', thread_id: chat.threadId });
      await chat.get(chat.alice.userId, '/unread-count/');
      const oldest = chat.otherThreadIds.length - 10;
      for (const [index, threadId] of chat.otherThreadIds.slice(oldest).entries()) {
        await chat.frame(chat.peer(oldest + index), sendFrame(threadId));
      }
      return chat.world.meter.of(() => chat.get(chat.alice.userId, '/unread-count/'));
    },
  },
  {
    operation: 'disconnect with one room',
    bound: { roundTrips: 2, calls: 4, writeUnits: 3, readUnits: 1 },
    async measure(chat) {
      const cost = await chat.world.meter.of(() => chat.disconnect(chat.alice));
      await chat.bothJoined();
      return cost;
    },
  },
  ...attachmentRows,
  ...searchRows,
  ...healingRows,
  ...socketIoRows,
];
