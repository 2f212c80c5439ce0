import type { EndpointName } from '../rest.ts';
import type { bodies } from './examples.ts';

export const tags = {
  threads: 'Threads of a client, a freelancer and a job',
  messages: 'The log of a thread',
  reading: 'Read marks and receipts',
  blocks: 'Users who are kept away',
  search: 'Messages by what they say',
  attachments: 'Files of messages. A stage without them answers `not_found`',
  notifications: 'Pushes to browsers, and quiet hours',
  about: 'About this API',
} as const;

export type ExampleName = keyof typeof bodies;

export interface EndpointDocs {
  tag: keyof typeof tags;
  /** The example of the request body. */
  body?: ExampleName;
  /** The example of the body of successful responses. */
  response?: ExampleName;
  /** What each successful status means, if there are several. */
  statuses?: Record<number, string>;
}

/** What OpenAPI shows of an endpoint besides its schemas. */
export const endpointDocs: Record<EndpointName, EndpointDocs> = {
  listThreads: { tag: 'threads', response: 'threadPage' },
  createThread: {
    tag: 'threads',
    body: 'namedThread',
    response: 'thread',
    statuses: { 200: 'The existing thread', 201: 'The new thread' },
  },
  findThread: { tag: 'threads', response: 'thread' },
  getThread: { tag: 'threads', response: 'thread' },
  putThread: { tag: 'threads', body: 'threadChange', response: 'thread' },
  patchThread: { tag: 'threads', body: 'threadChange', response: 'thread' },
  deleteThread: { tag: 'threads' },
  setOwn: { tag: 'threads', body: 'ownChange', response: 'thread' },
  listMessages: { tag: 'messages', response: 'messagePage' },
  sendMessage: {
    tag: 'messages',
    body: 'newMessage',
    response: 'message',
    statuses: { 200: 'A repeat: the message of the first attempt', 201: 'The new message' },
  },
  editMessage: { tag: 'messages', body: 'newContent', response: 'edited' },
  deleteMessage: { tag: 'messages', response: 'deleted' },
  addReaction: { tag: 'messages', response: 'reacted' },
  removeReaction: { tag: 'messages', response: 'message' },
  listReads: { tag: 'reading', response: 'readsPage' },
  markRead: { tag: 'reading', body: 'readUpTo', response: 'markReadResult' },
  unreadCount: { tag: 'reading', response: 'unreadCount' },
  block: { tag: 'blocks' },
  unblock: { tag: 'blocks' },
  listBlocks: { tag: 'blocks', response: 'blockList' },
  search: { tag: 'search', response: 'searchPage' },
  createUpload: { tag: 'attachments', body: 'newAttachment', response: 'upload' },
  getUpload: { tag: 'attachments', response: 'upload' },
  deleteUpload: { tag: 'attachments' },
  completeUpload: { tag: 'attachments', response: 'attachment' },
  getAttachment: { tag: 'attachments', response: 'attachmentLink' },
  pushKey: { tag: 'notifications', response: 'pushKey' },
  subscribe: { tag: 'notifications', body: 'pushSubscription' },
  unsubscribe: { tag: 'notifications', body: 'pushEndpoint' },
  getPreferences: { tag: 'notifications', response: 'preferences' },
  putPreferences: { tag: 'notifications', body: 'preferences', response: 'preferences' },
  openapi: { tag: 'about', response: 'document' },
};
