import { readFile } from 'node:fs/promises';
import { expect, inject, it } from 'vitest';
import { sizes } from '../../bench/cost/assumptions.ts';
import { costDocument } from '../../bench/cost/document.ts';
import { measureUnits, operations, type MeasuredUnits, type OperationName } from '../../bench/cost/measure.ts';
import {
  dollarsOf,
  plus,
  times,
  totalDollars,
  usageOfConnectionHour,
  usageOfEvents,
  usageOfFile,
  usageOfMessage,
  usageOfMonth,
} from '../../bench/cost/usage.ts';
import { createWorld } from '../support/world.ts';

const none = { writeUnits: 0, readUnits: 0 };
const free: MeasuredUnits = {
  send: none,
  typing: none,
  markAsRead: none,
  streamRead: none,
  connectAndHello: none,
  join: none,
  inboxPage: none,
  unreadCount: none,
  disconnect: none,
  socketIo: none,
  createUpload: none,
  completeUpload: none,
  sendWithFile: none,
  link: none,
  react: none,
  search: none,
  storageOfFile: { writes: 5, reads: 4 },
};

/** The write units of an operation in the document: of a transaction DynamoDB Local counts them more often than AWS. */
function writtenUnits(written: string, name: OperationName): number {
  const line = written.split('\n').find((one) => one.startsWith(`| ${operations[name]} |`));
  return Number(line?.split('|')[2]);
}

it('docs/cost.md is what `npm run cost` computes from units measured now', async () => {
  const written = await readFile(new URL('../../docs/cost.md', import.meta.url), 'utf8');
  const measured = await measureUnits(await createWorld());
  if (inject('dataEngine') !== 'embedded') measured.sendWithFile.writeUnits = writtenUnits(written, 'sendWithFile');
  expect(written).toBe(costDocument(measured));
});

it('usages add up, and a price is for as many as it says', () => {
  const usage = plus(times({ writeUnits: 2 }, 1_000_000), { writeUnits: 2_000_000, logGb: 3 });
  expect(dollarsOf(usage, 'writeUnits')).toBeCloseTo(2.5);
  expect(totalDollars(usage)).toBeCloseTo(4);
});

it('a message is three frames with their pushes, two of them with a reply, and four calls; by default it brings no event', () => {
  expect(usageOfMessage(free)).toMatchObject({ webSocketMessages: 8, invocations: 4, busEvents: 0, writeUnits: 0 });
});

it('a kind of event that is switched on adds its events, and message.created a read of one thread in fifty', () => {
  const units = { ...free, streamRead: { writeUnits: 0, readUnits: 0.5 } };
  expect(usageOfEvents('message.created', units)).toMatchObject({ busEvents: 1, readUnits: 0.01 });
  expect(usageOfEvents('message.read', units)).toMatchObject({ busEvents: 1, readUnits: 0 });
});

it('each operation of a message is charged as often as it happens', () => {
  const units = {
    ...free,
    send: { writeUnits: 4, readUnits: 3 },
    typing: { writeUnits: 0, readUnits: 1 },
    markAsRead: { writeUnits: 2, readUnits: 1.5 },
  };
  expect(usageOfMessage(units)).toMatchObject({ writeUnits: 6, readUnits: 5.5 });
});

it('a message with a file is two requests more, and two for each time that it or its preview is loaded', () => {
  const units = {
    ...free,
    sendWithFile: { writeUnits: 5, readUnits: 3 },
    createUpload: { writeUnits: 2, readUnits: 3 },
  };
  expect(usageOfFile(units)).toMatchObject({
    httpRequests: 2 + 5,
    storageWrites: 5,
    storageReads: 4 + 5,
    writeUnits: 7,
    readUnits: 6,
  });
});

it('a connection-hour is sixty minutes with everything around them', () => {
  expect(usageOfConnectionHour(free)).toMatchObject({
    connectionMinutes: 60,
    httpRequests: 2,
    webSocketMessages: 34,
    invocations: 21,
  });
});

it('a month costs its messages and connections, and what is there without any', () => {
  expect(totalDollars(usageOfMonth({ name: 'empty', messages: 0, connectionHours: 0 }, free))).toBeCloseTo(16.7);
  const totals = sizes.map((size) => totalDollars(usageOfMonth(size, free)));
  expect(totals).toEqual([...totals].sort((a, b) => a - b));
});
