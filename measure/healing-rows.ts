import { randomUUID } from 'node:crypto';
import { nextMessage } from '../lambdas/chat/model/next-message.ts';
import type { LogMessage } from '../lambdas/chat/model/types.ts';
import { healMessages } from '../lambdas/gateway/heal-messages.ts';
import type { CostRow } from './cost-row.ts';
import type { MeasuredChat } from './measured-chat.ts';
import type { Cost } from './meter.ts';

/** What the reader of the table's stream costs if a batch does not show that its message is finished (HE-1). */

async function newest({ world, threadId }: MeasuredChat): Promise<LogMessage> {
  const { messages } = await world.store.readThread(threadId, { messages: 1, consistent: true });
  return messages[0] as LogMessage;
}

/** The cost of a batch with nothing but this message. */
function readStream({ world, threadId }: MeasuredChat, message: LogMessage): Promise<Cost> {
  const { store, sockets } = world.as('the stream');
  const step = healMessages({ store, sockets, nowMs: () => world.clock.nowMs, wait: async () => undefined });
  const change = { kind: 'message' as const, threadId, message };
  return world.meter.of(() => step([{ change, sequenceNumber: '1', committedAtMs: world.clock.nowMs }]));
}

/** The commit and nothing else. */
async function commitOnly(chat: MeasuredChat): Promise<LogMessage> {
  const draft = { id: randomUUID(), author: 'client', type: 'text', content: 'x'.repeat(200) } as const;
  const rest = { clientMessageId: randomUUID(), metadata: null, countsAsUnread: true };
  const message = nextMessage(await newest(chat), { ...draft, ...rest }, chat.world.clock.nowMs, null);
  await chat.world.store.appendMessage(chat.threadId, message);
  return message;
}

export const healingRows: CostRow[] = [
  {
    operation: "stream, a message whose thread's row is in the next batch",
    bound: { roundTrips: 1, calls: 1, writeUnits: 0, readUnits: 1 },
    measure: async (chat) => readStream(chat, await newest(chat)),
  },
  {
    operation: 'stream, a message whose function died after the commit',
    bound: { roundTrips: 6, calls: 7, writeUnits: 4, readUnits: 6 },
    measure: async (chat) => readStream(chat, await commitOnly(chat)),
  },
];
