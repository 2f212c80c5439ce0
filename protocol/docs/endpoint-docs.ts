import type { EndpointName } from '../rest.ts';
import type { bodies } from './examples.ts';

export const tags = {
  threads: 'Threads of a client, a freelancer and a job',
  messages: 'The log of a thread',
  reading: 'Who has read what',
  about: 'About this API',
} as const;

export type ExampleName = keyof typeof bodies;

export interface EndpointDocs {
  tag: keyof typeof tags;
  /** The example of the request's body. */
  body?: ExampleName;
  /** The example of the successful responses' body. */
  response?: ExampleName;
  /** What the successful statuses mean, where there are several. */
  statuses?: Record<number, string>;
}

/** What OpenAPI says of an endpoint beyond what the code runs. */
export const endpointDocs: Record<EndpointName, EndpointDocs> = {
  listThreads: { tag: 'threads', response: 'threadPage' },
  createThread: {
    tag: 'threads',
    body: 'namedThread',
    response: 'thread',
    statuses: { 200: 'The thread that was there', 201: 'The thread, created' },
  },
  findThread: { tag: 'threads', response: 'thread' },
  getThread: { tag: 'threads', response: 'thread' },
  putThread: { tag: 'threads', body: 'threadChange', response: 'thread' },
  patchThread: { tag: 'threads', body: 'threadChange', response: 'thread' },
  deleteThread: { tag: 'threads' },
  listMessages: { tag: 'messages', response: 'messagePage' },
  sendMessage: {
    tag: 'messages',
    body: 'newMessage',
    response: 'message',
    statuses: { 200: 'A repeat: the message that was sent before', 201: 'The message, sent' },
  },
  editMessage: { tag: 'messages', body: 'newContent', response: 'edited' },
  deleteMessage: { tag: 'messages', response: 'deleted' },
  listReads: { tag: 'reading', response: 'readsPage' },
  markRead: { tag: 'reading', body: 'readUpTo', response: 'markReadResult' },
  unreadCount: { tag: 'reading', response: 'unreadCount' },
  openapi: { tag: 'about', response: 'document' },
};
