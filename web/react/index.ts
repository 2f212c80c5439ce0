/** React hooks upon the typed client: each returns an immutable snapshot and draws again when it changes. */
export { ChatContext, useChat, useConnection, useInbox, useLog, type Chat } from './chat.ts';
export { createStore, type Store } from './store.ts';
export { useIsLost } from './use-is-lost.ts';
export { useMarkRead } from './use-mark-read.ts';
export { useNewLine } from './use-new-line.ts';
export { useNow } from './use-now.ts';
export { useOlder, type Older } from './use-older.ts';
