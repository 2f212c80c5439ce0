/**
 * The typed client of the chat. It holds no React, and runs in browsers and in Node.
 *
 *     const client = createChatClient({ socketUrl: 'wss://HOST/ws', apiUrl: 'https://HOST/api/chat' });
 *     client.on('connection', (state) => …);
 *     client.on('log', (log) => …);             // a thread has changed: messages, outbox, typing, members
 *     void client.connect(() => fetchToken());
 *     void client.joinThread(threadId);
 *     client.sendMessage(threadId, 'Hello');
 *
 * It reconnects by itself, joins again what was joined, fetches what was missed, and delivers each message of its outbox
 * exactly once. Nothing it returns rejects and nothing it calls back throws into the void: what fails is a value.
 */
export type * from './api/types.ts';
export type * from './api/options.ts';
export { ChatError } from '../../protocol/errors.ts';
export { ChatClient, createChatClient } from './client.ts';
export { createRestClient, type RestClient, type RestOptions } from './rest/rest.ts';
