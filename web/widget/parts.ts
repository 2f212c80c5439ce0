import { lazyPart } from '@marketplace-chat/components';

/** Loaded when they are first shown: a page with one conversation needs no inbox. */
export const Inbox = lazyPart(async () => (await import('./inbox-part.ts')).Inbox);
export const Conversation = lazyPart(async () => (await import('./conversation-part.ts')).Conversation);
export const ConversationStart = lazyPart(async () => (await import('./start-part.ts')).ConversationStart);
