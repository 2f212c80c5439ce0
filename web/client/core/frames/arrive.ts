import type { EventData, EventName, ServerFrame } from '../../../../protocol/events.ts';
import { failureOfError, failureOfGateway } from '../../api/failures.ts';
import { tokenRefused } from '../connection/ending.ts';
import { readClock } from '../connection/lifetime.ts';
import { threadArrived } from '../inbox/handlers.ts';
import type { Turn } from '../machine/turn.ts';
import { suspect, takeRequest } from '../requests/request.ts';
import type { Request } from '../state/request.ts';
import { isMessageEvent, messageArrived } from '../threads/messages.ts';
import { presenceChanged } from '../threads/presence.ts';
import { readArrived } from '../threads/read-marks.ts';
import { startedTyping, stoppedTyping } from '../threads/typing.ts';
import { answered, failed } from './replies.ts';

function isCurrent(turn: Turn, socket: number): boolean {
  const { connection } = turn.state;
  if (connection.kind === 'connecting') return connection.dial.socket === socket;
  if (connection.kind !== 'connected') return false;
  return [connection.socket, connection.successor?.socket, connection.retiring?.socket].includes(socket);
}

/** Handles any frame from the server. One that is not valid is dropped, and the request that it answers times out. */
export function frameArrived(turn: Turn, socket: number, frame: unknown): void {
  if (!isCurrent(turn, socket) || typeof frame !== 'object' || frame === null) return;
  turn.set({ lastFrameAtMs: turn.nowMs });
  if (turn.connected?.socket === socket) turn.setConnected({ pingAtMs: turn.nowMs + turn.timing.pingEveryMs });
  if (!('event' in frame)) {
    const { message } = frame as { message?: unknown };
    return suspect(turn, socket, failureOfGateway(String(message ?? 'Internal server error')));
  }
  const { event, request_id: requestId, data } = frame as ServerFrame;
  const request = requestId === undefined ? undefined : takeRequest(turn, requestId);
  if (event === 'error') return errorArrived(turn, request, data);
  take(turn, event, data);
  if (request) answered(turn, request, event, data);
}

function errorArrived(turn: Turn, request: Request | undefined, data: EventData<'error'>): void {
  const failure = failureOfError(data);
  turn.emit('error', data);
  if (request) failed(turn, request, failure);
  // Only typing is sent without a `request_id`. Its failure means nothing to the user, except that the
  // connection is over.
  else if (failure.code === 'unauthorized') tokenRefused(turn, failure);
}

const passedOn = new Set<EventName>(['thread_left', 'ok']);

/** Takes in the data of an event. Events that this client does not know are ignored (WS-7). */
function take(turn: Turn, event: EventName, data: EventData): void {
  if (isMessageEvent(event)) {
    messageArrived(turn, event, data as EventData<'new_message'>);
  } else if (event === 'thread_updated') {
    threadArrived(turn, (data as EventData<'thread_updated'>).thread);
    turn.emit(event, data as EventData<'thread_updated'>);
  } else if (event === 'messages_read') {
    readArrived(turn, data as EventData<'messages_read'>);
  } else if (event === 'typing_start' || event === 'typing_stop' || event === 'user_joined' || event === 'user_left') {
    userEventArrived(turn, event, data as EventData<'user_joined'>);
  } else if (event === 'connection_confirmed' || event === 'pong') {
    readClock(turn, (data as EventData<'pong'>).server_time);
    turn.emit(event, data as never);
  } else if (passedOn.has(event)) turn.emit(event, data as never);
}

function userEventArrived(
  turn: Turn,
  event: 'typing_start' | 'typing_stop' | 'user_joined' | 'user_left',
  data: EventData<'user_joined'>,
): void {
  const user = { id: data.user_id, username: data.user };
  if (event === 'typing_start') startedTyping(turn, data.thread_id, user);
  else if (event === 'typing_stop') stoppedTyping(turn, data.thread_id, user.id);
  else presenceChanged(turn, data.thread_id, user, { online: event === 'user_joined' });
  turn.emit(event, data);
}
