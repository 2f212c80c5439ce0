/**
 * The typed client of the chat. It needs no framework, and runs in browsers and in Node.
 *
 *     const client = createChatClient({ socketUrl: 'wss://HOST/ws', apiUrl: 'https://HOST/api/chat' });
 *     client.on('connection', (state) => …);
 *     client.on('log', (log) => …);             // a thread has changed: messages, outbox, typing …
 *     void client.connect(() => fetchToken());
 *     void client.joinThread(threadId);
 *     client.sendMessage(threadId, 'Hello');
 *
 * It reconnects, joins the threads again, fetches missed messages, and delivers each message of its outbox exactly
 * once. Its promises never reject: a failure is a value.
 */
export type * from './api/contract.ts';
export type * from './api/types.ts';
export type * from './api/options.ts';
export type * from './api/upload-types.ts';
export { ChatError } from '../../protocol/errors.ts';
export { ChatClient, createChatClient } from './client.ts';
export { memoryOutbox } from './outbox-store/memory.ts';
export { memoryUploads } from './uploads/memory.ts';
export { createRestClient, type RestClient, type RestOptions } from './rest/rest.ts';
