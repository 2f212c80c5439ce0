import { setTimeout as pause } from 'node:timers/promises';
import { limits } from '../../protocol/limits.ts';
import { eachLimited } from '../async/each-limited.ts';

import type { SignedIn } from '../data/signed-in.ts';
import type { RawSockets } from '../push/raw-sockets.ts';
import type { Heartbeat } from './heartbeat.ts';
import { packets } from './packets.ts';
import { idsOf, schedulePings, type RoundsEvent, type Schedule } from './rounds.ts';
import type { OpeningEvent } from './start-opening.ts';

export interface TimerParts {
  raw: RawSockets;
  signedIn: Pick<SignedIn, 'find'>;
  schedule: Schedule;
  heartbeat: Heartbeat;
}

/** How many connections are worked on at once. */
const inFlight = 20;

/** How long a post of the open packet is repeated while the gateway says that the connection is not open yet. */
const openingMs = 5_000;
const firstPauseMs = 20;

/** Opens a connection, or does what is due in the rounds of others. */
export function socketIoTimers(parts: TimerParts) {
  return async (event: OpeningEvent | RoundsEvent): Promise<void> => {
    if ('Records' in event) await doRounds(event, parts);
    else await open(event.connectionId, parts);
  };
}

/** Sends the open packet, and sees to it that the connection ends unless its client signs in (SIO-2). */
async function open(connectionId: string, { raw, schedule, heartbeat }: TimerParts): Promise<void> {
  const { pingIntervalMs: pingInterval, pingTimeoutMs: pingTimeout, untilCheckSeconds } = heartbeat;
  const text = packets.open({ sid: connectionId, pingInterval, pingTimeout, maxPayload: limits.frameBytes });
  await Promise.all([
    schedule({ step: 'check', ids: [connectionId] }, untilCheckSeconds),
    postWhenOpen(raw, connectionId, text),
  ]);
}

/** Until `$connect` has returned, a post is answered with 410. A client that has left meanwhile gets nothing. */
async function postWhenOpen(raw: RawSockets, connectionId: string, text: string): Promise<void> {
  for (let pauseMs = firstPauseMs, waitedMs = 0; ; pauseMs *= 2) {
    const posted = await raw.post(connectionId, bytesOf(text));
    if (posted !== 'gone' || waitedMs >= openingMs) return;
    await pause(pauseMs);
    waitedMs += pauseMs;
  }
}

async function doRounds(event: RoundsEvent, parts: TimerParts): Promise<void> {
  const { schedule, heartbeat } = parts;
  const [signedIn, reached] = await Promise.all([
    check(idsOf(event, 'check'), parts),
    ping(idsOf(event, 'ping'), parts),
  ]);
  await Promise.all([
    schedulePings(schedule, signedIn, heartbeat.untilFirstPingSeconds),
    schedulePings(schedule, reached, heartbeat.pingSeconds),
  ]);
}

/** Ends the connections whose clients have not signed in; returns the others. */
async function check(ids: string[], { raw, signedIn }: TimerParts): Promise<string[]> {
  const kept: string[] = [];
  await eachLimited(ids, inFlight, async (id) => {
    if ((await signedIn.find(id)) !== null) return void kept.push(id);
    const data = { code: 'unauthorized' };
    await raw.post(id, bytesOf(packets.refused({ message: 'token: did not come in time', data })));
    await raw.cut(id);
  });
  return kept;
}

/** Returns the connections that have not closed. */
async function ping(ids: string[], { raw }: TimerParts): Promise<string[]> {
  const reached: string[] = [];
  await eachLimited(ids, inFlight, async (id) => {
    if ((await raw.post(id, bytesOf(packets.ping()))) !== 'gone') reached.push(id);
  });
  return reached;
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
