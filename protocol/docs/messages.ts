import * as z from 'zod';
import { changeEventNames, changeEvents, changeEventSource, type ChangeEventName } from '../change-event.ts';
import { replyOf, serverEvents, type EventName } from '../events.ts';
import { actions, clientFrames } from '../frames.ts';
import { id } from '../primitives.ts';
import { eventMetadata, systemEvent, systemEventResult } from '../system-event.ts';
import { gatewayError } from './about.ts';
import type { Components, Json } from './components.ts';
import { changes, events, frames, systemEvents } from './examples.ts';

/** The events that are pushed, and to whom (WS-9, WS-15). */
export const pushes: Partial<Record<EventName, string>> = {
  user_joined: 'To the others in the room, if the user had no connection in it before',
  user_left: 'To the others in the room, if the user has no other connection in it',
  new_message: 'To every connection that joined the thread, every device of the sender included',
  thread_updated:
    'To the connections of both participants: those that have not joined the thread if a message caused it, else all',
  typing_start: 'To the other participant',
  typing_stop: 'To the other participant',
  messages_read: 'To every connection that joined the thread',
  message_edited: 'To every connection that joined the thread',
  message_deleted: 'To every connection that joined the thread',
  message_updated: 'To every connection that joined the thread',
};

export const eventNames = Object.keys(serverEvents) as EventName[];
const replies = new Set<EventName>([...Object.values(replyOf), 'error']);
const correlationId = { location: '$message.payload#/request_id' };

/** `send_message` → `SendMessage`. */
function pascal(name: string): string {
  return name.replaceAll(/(?:^|_)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

/** The names of the messages of an action and of an event. Some words are both, such as `typing_start`. */
export const frameName = (action: string): string => `${pascal(action)}Frame`;
export const eventName = (event: string): string => `${pascal(event)}Event`;

function frameMessages(components: Components): [string, Json][] {
  return actions.map((action) => {
    const payload = components.schemaOf(clientFrames[action], 'input');
    return [frameName(action), { name: action, payload, correlationId, examples: [{ payload: frames[action] }] }];
  });
}

function eventMessage(components: Components, event: EventName): Json {
  const isReply = replies.has(event);
  const requestId = id.optional().describe('Only in a reply: that of its request, if it had one');
  const schema = z.object({
    event: z.literal(event),
    ...(isReply ? { request_id: requestId } : {}),
    data: serverEvents[event],
  });
  const frame = { event, data: events[event] };
  return {
    name: event,
    payload: components.schemaOf(schema, 'output'),
    ...(isReply ? { correlationId } : {}),
    examples: [
      ...(isReply ? [{ name: 'reply', payload: { ...frame, request_id: '3' } }] : []),
      ...(event in pushes ? [{ name: 'push', payload: frame }] : []),
    ],
  };
}

/** The messages of the WebSocket, by name. */
export function socketMessages(components: Components): Record<string, Json> {
  const gateway = {
    name: 'gateway_error',
    payload: components.schemaOf(gatewayError, 'output'),
    examples: [{ payload: { message: 'Internal server error', connectionId: 'dGVzdA==', requestId: 'dGVzdC0x' } }],
  };
  return Object.fromEntries([
    ...frameMessages(components),
    ...eventNames.map((event) => [eventName(event), eventMessage(components, event)] as const),
    ['GatewayError', gateway],
  ]);
}

/** The name of the message of an event to the marketplace: `message.created` → `MessageCreatedOnBus`. */
export const changeName = (kind: ChangeEventName): string => `${pascal(kind.replace('.', '_'))}OnBus`;

/** The events to the marketplace, by name. */
export function changeMessages(components: Components): Record<string, Json> {
  const messages = changeEventNames.map((kind) => {
    const [source, detailType] = [z.literal(changeEventSource), z.literal(kind)];
    const schema = z.object({ source, 'detail-type': detailType, detail: changeEvents[kind] });
    const example = { source: changeEventSource, 'detail-type': kind, detail: changes[kind] };
    const payload = components.schemaOf(schema, 'output');
    return [changeName(kind), { name: kind, payload, examples: [{ payload: example }] }];
  });
  return Object.fromEntries(messages);
}

/** A system event names a thread or a triple, and its metadata depends on its event. */
function systemEventSchema(components: Components): Json {
  const metadata = Object.entries(eventMetadata).map(([event, schema]) => ({
    if: { properties: { event: { const: event } }, required: ['event'] },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: { properties: { metadata: components.schemaOf(schema, 'input') } },
  }));
  const address = { anyOf: [{ required: ['thread_id'] }, { required: ['client', 'freelancer'] }] };
  return { allOf: [components.schemaOf(systemEvent, 'input'), address, ...metadata] };
}

/** The messages of the marketplace, by name. */
export function systemMessages(components: Components): Record<string, Json> {
  const detail = systemEventSchema(components);
  const busEvent = {
    type: 'object',
    properties: { source: { const: 'marketplace' }, 'detail-type': { type: 'string' }, detail },
    required: ['source', 'detail'],
  };
  const { event, result } = systemEvents;
  const onBus = { source: 'marketplace', 'detail-type': event.event, detail: event };
  return {
    SystemEvent: { name: 'system_event', payload: detail, examples: [{ payload: event }] },
    SystemEventResult: {
      name: 'system_event_result',
      payload: components.schemaOf(systemEventResult, 'output'),
      examples: [{ payload: result }],
    },
    BusEvent: { name: 'bus_event', payload: busEvent, examples: [{ payload: onBus }] },
  };
}
