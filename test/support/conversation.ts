import type { Message, Thread } from '../../protocol/objects.ts';
import type { ServerFrame } from '../../protocol/events.ts';
import type { SystemEvent, SystemEventResult } from '../../protocol/system-event.ts';
import { createThread } from '../../lambdas/chat/create-thread.ts';
import { markAsRead } from '../../lambdas/chat/mark-as-read.ts';
import { postSystemMessage } from '../../lambdas/chat/post-system-message.ts';
import { readThread } from '../../lambdas/chat/read-thread.ts';
import { sendMessage, type SendRequest } from '../../lambdas/chat/send-message.ts';
import type { World } from './world.ts';

/** A thread of two people whom no other test knows, and what they do in it, in few words. */
export interface Conversation {
  client: string;
  freelancer: string;
  threadId: string;
  send(userId: string, content?: string, fields?: Partial<SendRequest>): Promise<{ message: Message; repeat: boolean }>;
  /** Sends `count` messages of the user, one after the other. */
  sendMany(userId: string, count: number): Promise<void>;
  read(userId: string, upToSeq?: number): ReturnType<typeof markAsRead>;
  thread(userId: string): Promise<Thread>;
  /** A message of the marketplace in the thread. */
  announce(fields?: Partial<SystemEvent>): Promise<SystemEventResult>;
}

let people = 0;
let events = 0;

/** Names that no other test of the file has. */
export function twoPeople(): { client: string; freelancer: string } {
  people += 1;
  return { client: `client-${people}`, freelancer: `freelancer-${people}` };
}

export function eventOf(fields: Partial<SystemEvent> = {}): SystemEvent {
  events += 1;
  return { event_id: `event-${events}`, event: 'system', content: 'News', counts_as_unread: true, ...fields };
}

function conversationIn(world: World, threadId: string, client: string, freelancer: string): Conversation {
  const send: Conversation['send'] = (userId, content = 'Hello', fields = {}) =>
    sendMessage(world.as(userId), world.rules, { thread_id: threadId, content, type: 'text', ...fields });
  return {
    client,
    freelancer,
    threadId,
    send,
    async sendMany(userId, count) {
      for (let sent = 0; sent < count; sent += 1) await send(userId, `Message ${sent + 1}`);
    },
    read: (userId, upToSeq) => markAsRead(world.as(userId), threadId, upToSeq),
    thread: (userId) => readThread(world.as(userId), threadId),
    announce: (fields) => postSystemMessage(world.as('marketplace'), eventOf({ thread_id: threadId, ...fields })),
  };
}

export interface ConversationOptions {
  client?: string;
  freelancer?: string;
  jobId?: string | null;
}

/** Creates the thread, as its client. What was pushed until then is forgotten. */
export async function converse(world: World, options: ConversationOptions = {}): Promise<Conversation> {
  const { client, freelancer } = { ...twoPeople(), ...options };
  const job = options.jobId ? { id: options.jobId } : null;
  const { thread } = await createThread(world.as(client), world.rules, {
    client: { id: client },
    freelancer: { id: freelancer },
    job,
  });
  world.pushed.length = 0;
  return conversationIn(world, thread.id, client, freelancer);
}

/** A conversation that both have joined with one connection each: `<user>-1`. */
export async function conversePresent(world: World, options: ConversationOptions = {}): Promise<Conversation> {
  const conversation = await converse(world, options);
  await world.join(conversation.client, conversation.threadId);
  await world.join(conversation.freelancer, conversation.threadId);
  world.pushed.length = 0;
  return conversation;
}

/** The events that were pushed to a connection, in order. */
export function eventsTo(world: World, connectionId: string): string[] {
  return world.framesTo(connectionId).map((frame) => frame.event);
}

/** The one frame of the event that was pushed to the connection. Throws where there is none, or more than one. */
export function frameTo<E extends ServerFrame['event']>(world: World, connectionId: string, event: E): ServerFrame<E> {
  const frames = world.framesTo(connectionId).filter((frame) => frame.event === event);
  if (frames.length !== 1) throw new Error(`${frames.length} frames ${event} were pushed to ${connectionId}`);
  return frames[0] as ServerFrame<E>;
}
