import type { Timing } from '../api/options.ts';
import { networkFailure } from '../api/failures.ts';
import { failed } from './frames/answers.ts';
import * as connection from './connection/connection.ts';
import * as dialling from './connection/dialling.ts';
import { retireIfIdle } from './connection/ending.ts';
import { frameArrived } from './frames/frames.ts';
import * as inbox from './inbox/inbox.ts';
import { connectionTick } from './connection/lifetime.ts';
import type { Effect, Input } from './machine/inputs-and-effects.ts';
import * as outbox from './outbox/outbox.ts';
import { dropReads, pumpRead, wishRead } from './threads/reads.ts';
import { request, takeRequest, type Request } from './requests/requests.ts';
import * as rooms from './threads/rooms.ts';
import { pumpOutbox } from './outbox/sending.ts';
import type { ClientState } from './machine/state.ts';
import { Turn, type Moment } from './machine/turn.ts';
import { stopTyping, typed, typingTick } from './threads/typing.ts';

type Handlers = { [K in Input['kind']]: (turn: Turn, input: Extract<Input, { kind: K }>) => void };

const handlers: Handlers = {
  connect: (turn) => {
    connection.connect(turn);
    adoptOwn(turn);
  },
  disconnect: (turn) => disconnect(turn),
  forget: (turn) => {
    disconnect(turn);
    outbox.forget(turn);
  },
  // The device may be wrong about having no network: whoever asks for an attempt gets it.
  retry_now: (turn) => retryNow(turn),
  online: (turn) => {
    turn.set({ isOnline: true });
    connection.wake(turn);
  },
  offline: (turn) => {
    turn.set({ isOnline: false });
    connection.goOffline(turn);
  },
  wake: (turn) => {
    if (turn.state.connection.kind !== 'offline') connection.wake(turn);
    adoptOwn(turn);
  },
  tick: () => {},
  token_ready: (turn, input) => {
    if (turn.state.userId === null && input.userId !== null) outbox.adoptFor(turn, input.userId);
    dialling.tokenReady(turn, input.purpose, input.token, input.expiresAtMs);
  },
  token_failed: (turn, input) => dialling.tokenFailed(turn, input.purpose, input.failure),
  probed: (turn, input) => dialling.probed(turn, input.socket, input.failure),
  opened: (turn, input) => dialling.opened(turn, input.socket),
  closed: (turn, input) => dialling.closed(turn, input.socket),
  frame: (turn, input) => frameArrived(turn, input.socket, input.frame),
  join: (turn, input) => rooms.join(turn, input.threadId),
  leave: (turn, input) => rooms.leave(turn, input.threadId),
  older: (turn, input) => rooms.olderArrived(turn, input.threadId, input.messages),
  type: (turn, input) => typed(turn, input.threadId),
  stop_typing: (turn, input) => stopTyping(turn, input.threadId),
  read: (turn, input) => {
    wishRead(turn, input.threadId, input.upToSeq, input.call);
    if (!turn.state.isWanted) dropReads(turn);
  },
  edit: (turn, input) => change(turn, input, { action: 'edit_message', content: input.content }),
  delete: (turn, input) => change(turn, input, { action: 'delete_message' }),
  enqueue: (turn, input) => outbox.enqueue(turn, input),
  retry: (turn, input) => outbox.retry(turn, input.id),
  discard: (turn, input) => outbox.discard(turn, input.id),
  stored: (turn, input) => outbox.stored(turn, input.id, input.entry),
  adopted: (turn, input) => outbox.adopted(turn, input.userId, input.entries),
  inbox_loading: (turn) => inbox.inboxLoading(turn),
  inbox_failed: (turn, input) => inbox.inboxFailed(turn, input.failure),
  inbox_loaded: (turn, input) => inbox.inboxLoaded(turn, input),
  thread: (turn, input) => inbox.threadArrived(turn, input.thread),
  removed: (turn, input) => inbox.threadRemoved(turn, input.threadId),
};

function disconnect(turn: Turn): void {
  connection.disconnect(turn);
  dropReads(turn);
}

/** What an earlier run left, or a tab that was closed, is shown before there is a connection. */
function adoptOwn(turn: Turn): void {
  if (turn.state.isWanted && turn.state.userId !== null) outbox.adoptFor(turn, turn.state.userId);
}

function retryNow(turn: Turn): void {
  const { kind } = turn.state.connection;
  if (kind === 'refused' || kind === 'offline' || kind === 'waiting') connection.connect(turn, true);
}

/** An edit or a delete: asked now or not at all, since the user sees at once whether it worked. */
function change(
  turn: Turn,
  { call, threadId, seq }: { call: number; threadId: string; seq: number },
  verb: { action: 'edit_message'; content: string } | { action: 'delete_message' },
): void {
  const { connected } = turn;
  if (connected)
    return request(
      turn,
      connected.socket,
      { ...verb, thread_id: threadId, seq },
      { kind: 'call', call, threadId, seq },
    );
  turn.do({ kind: 'settle', call, result: { ok: false, error: networkFailure('Not connected') } });
}

/** Requests that were not answered in time: some were meant by an error of the gateway, else the connection is broken. */
function requestTick(turn: Turn): void {
  const due = [...turn.state.requests.values()].filter((found) => found.dueMs <= turn.nowMs);
  for (const found of due) {
    if (turn.state.requests.has(found.id)) overdue(turn, found);
  }
}

function overdue(turn: Turn, found: Request): void {
  if (!found.suspect) return dialling.closed(turn, found.socket);
  takeRequest(turn, found.id);
  failed(turn, found, found.suspect);
}

/** Whatever is due now and not under way yet: joins, pages, read marks, messages. */
function pump(turn: Turn): void {
  const { connected } = turn;
  if (!connected) return;
  for (const id of turn.state.rooms.keys()) {
    rooms.pumpRoom(turn, id, connected.socket);
    pumpRead(turn, id, connected.socket);
    pumpOutbox(turn, id, connected.socket);
  }
  retireIfIdle(turn);
}

/** One step of the client: what it knows and what happens make what it knows next and what it does. Pure. */
export function step(
  state: ClientState,
  input: Input,
  moment: Moment,
  timing: Timing,
): { state: ClientState; effects: Effect[] } {
  const turn = new Turn(state, moment, timing);
  (handlers[input.kind] as (turn: Turn, input: Input) => void)(turn, input);
  connectionTick(turn);
  requestTick(turn);
  if (turn.connected) for (const room of turn.state.rooms.values()) typingTick(turn, room);
  pump(turn);
  return { state: turn.state, effects: turn.effects };
}
