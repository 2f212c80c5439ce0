import { immediateKinds, type ChangeEventName } from '../../protocol/change-event.ts';
import { eventList } from '../../lambdas/platform/setting-values.ts';
import { settingDefaults } from '../../lambdas/platform/settings.ts';
import { assumptions as assumed, secondsPerMonth, type Size } from './assumptions.ts';
import { priceNames, prices, type PriceName } from './prices.ts';
import type { MeasuredUnits, Units } from './measure.ts';

/** The amounts that AWS charges for. A missing one is 0. */
export type Usage = Partial<Record<PriceName, number>>;

const bytesPerGb = 1e9;

export function plus(...usages: Usage[]): Usage {
  const sum = (name: PriceName) => usages.reduce((total, usage) => total + (usage[name] ?? 0), 0);
  return Object.fromEntries(priceNames.map((name) => [name, sum(name)]));
}

export function times(usage: Usage, factor: number): Usage {
  return Object.fromEntries(Object.entries(usage).map(([name, amount]) => [name, amount * factor]));
}

export function dollarsOf(usage: Usage, name: PriceName): number {
  return ((usage[name] ?? 0) * prices[name].usd) / prices[name].per;
}

export function totalDollars(usage: Usage): number {
  return priceNames.reduce((total, name) => total + dollarsOf(usage, name), 0);
}

const table = ({ writeUnits, readUnits }: Units): Usage => ({ writeUnits, readUnits });
const metricLine: Usage = { logGb: assumed.metricLineBytes / bytesPerGb };
const out = (bytes: number): Usage => ({ transferGb: bytes / bytesPerGb });

export function invocations(count: number): Usage {
  return {
    invocations: count,
    gbSeconds: (count * assumed.invocationMs * assumed.memoryGb) / 1000,
    logGb: (count * assumed.sampledShare * assumed.sampledLineBytes) / bytesPerGb,
  };
}

/** A frame, its reply and its pushes. AWS charges for each as a WebSocket message. */
function frame(pushes: number, replyBytes: number = assumed.frameBytes): Usage {
  return plus({ webSocketMessages: 1 }, quietFrame(pushes), out(replyBytes));
}

/** A frame without a reply, and its pushes. */
function quietFrame(pushes: number): Usage {
  return plus({ webSocketMessages: 1 + pushes }, out(pushes * assumed.frameBytes), invocations(1));
}

function request(answerBytes: number): Usage {
  return plus({ httpRequests: 1 }, out(answerBytes), invocations(1));
}

/** The kinds of events that are switched on by default. */
export const kindsByDefault = immediateKinds(eventList.parse(settingDefaults.CHAT_EVENTS));

/**
 * The events of one kind that a message brings, if the kind is switched on. For `message.created` the thread is read if
 * its row is in the next batch.
 */
export function usageOfEvents(kind: ChangeEventName, units: MeasuredUnits): Usage {
  const reads = kind === 'message.created' ? times(table(units.streamRead), assumed.batchesThatEndBetween) : {};
  return plus({ busEvents: assumed.eventsPerMessage[kind] }, reads);
}

/** One message between two users with one device each, with its typing frames, receipt and events by default. */
export function usageOfMessage(units: MeasuredUnits): Usage {
  return plus(
    plus(frame(1), table(units.send)),
    times(plus(quietFrame(1), table(units.typing)), assumed.typingFramesPerMessage),
    times(plus(frame(1), table(units.markAsRead)), assumed.receiptsPerMessage),
    times(invocations(1), assumed.publishInvocationsPerMessage),
    times(table(units.streamRead), assumed.batchesThatEndBetween),
    metricLine,
    ...kindsByDefault.map((kind) => usageOfEvents(kind, units)),
  );
}

/** Getting a link and loading so many bytes by it. */
function load(bytes: number, units: MeasuredUnits): Usage {
  return plus(request(assumed.frameBytes), table(units.link), { storageReads: 1 }, out(bytes));
}

/** A message with one file, which is uploaded, shown and opened. Its storage is apart. */
export function usageOfFile(units: MeasuredUnits): Usage {
  const { writes, reads } = units.storageOfFile;
  return plus(
    usageOfMessage({ ...units, send: units.sendWithFile }),
    plus(request(assumed.frameBytes), table(units.createUpload)),
    plus(request(assumed.frameBytes), table(units.completeUpload)),
    { storageWrites: writes, storageReads: reads },
    times(load(assumed.previewBytes, units), assumed.previewLoadsPerFile),
    times(load(assumed.fileBytes, units), assumed.loadsPerFile),
  );
}

/** A file and its preview for a month. */
export function usageOfKeptFile(): Usage {
  return { fileGbMonths: (assumed.fileBytes + assumed.previewBytes) / bytesPerGb };
}

/** A page of search, as deep as it is measured. */
export function usageOfSearch(units: MeasuredUnits): Usage {
  const longerBy: Usage = { gbSeconds: ((assumed.searchMs - assumed.invocationMs) * assumed.memoryGb) / 1000 };
  return plus(request(assumed.pageBytes), longerBy, table(units.search));
}

/** A reaction, pushed to the other participant. */
export function usageOfReaction(units: MeasuredUnits): Usage {
  return plus(frame(1), table(units.react), invocations(assumed.publishInvocationsPerMessage));
}

/** A connection of one hour, from the handshake to the disconnect. */
export function usageOfConnectionHour(units: MeasuredUnits): Usage {
  const authorizerConnectDisconnect = 3;
  return plus(
    { connectionMinutes: 60 },
    invocations(authorizerConnectDisconnect),
    metricLine,
    plus(frame(0), table(units.connectAndHello)),
    plus(frame(1, assumed.pageBytes), table(units.join)),
    times(frame(0), assumed.pingsPerHour),
    plus(request(assumed.pageBytes), table(units.inboxPage)),
    plus(request(assumed.frameBytes), table(units.unreadCount)),
    plus({ webSocketMessages: 1 }, table(units.disconnect)),
  );
}

/** A connection with nothing on it: from the handshake to the disconnect, with `hello` or its like. */
export function usageOfConnection(units: MeasuredUnits): Usage {
  const authorizerConnectDisconnect = 3;
  const rows = plus(table(units.connectAndHello), table(units.disconnect));
  return plus(invocations(authorizerConnectDisconnect), metricLine, frame(0), rows);
}

/**
 * The same of a client of Socket.IO, which is never in a room here: the open packet by a function of its own, the
 * packet that answers CONNECT, and the check that the client has signed in.
 */
export function usageOfSocketIoConnection(units: MeasuredUnits): Usage {
  const authorizerConnectDisconnect = 3;
  const opening = plus({ webSocketMessages: 1 }, out(assumed.frameBytes), invocations(1));
  const check = plus({ queueRequests: assumed.requestsPerQueuedMessage }, invocations(1));
  return plus(invocations(authorizerConnectDisconnect), metricLine, opening, check, frame(1), table(units.socketIo));
}

/** A ping of the chat's own client, and its reply. */
export function usageOfPing(): Usage {
  return frame(0);
}

/** An hour of Socket.IO's heartbeat: pings, and the pongs that answer them. Rounds are shared by all connections. */
export function usageOfHeartbeatHour(): Usage {
  return times(quietFrame(1), assumed.socketIoPingsPerHour);
}

function usageOfStorage(messages: number): Usage {
  const gb = (messages * assumed.monthsKept * assumed.storedBytesPerMessage) / bytesPerGb;
  return { storedGbMonths: gb, backupGbMonths: gb };
}

function usageOfTraces(calls: number): Usage {
  const always = Math.min(calls, secondsPerMonth);
  return { traces: always + (calls - always) * assumed.tracedShare };
}

/** One month of that size, when the table already holds the messages of all the months that are kept. */
export function usageOfMonth({ messages, connectionHours }: Size, units: MeasuredUnits): Usage {
  const traffic = plus(times(usageOfMessage(units), messages), times(usageOfConnectionHour(units), connectionHours));
  const { alarmMetrics, metrics, dashboards } = assumed;
  return plus(traffic, usageOfStorage(messages), usageOfTraces(traffic.invocations ?? 0), {
    alarmMetrics,
    metrics,
    dashboards,
  });
}
