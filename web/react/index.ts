/**
 * React hooks upon the typed client of the chat. They return immutable snapshots, and render again when a snapshot
 * changes.
 *
 *     <ChatProvider url="https://chat.example.com" getToken={fetchToken}>…</ChatProvider>
 *
 *     const { threads } = useInbox();
 *     const { messages, send } = useThread(threadId);
 */
export { ChatProvider, type ChatProviderProps, type ChatUrls } from './ChatProvider.tsx';
export { useChat, useChatState, useClientValue, useConnection, useMe, type Chat, type ChatState } from './chat.ts';
export type { Directory, DirectoryPerson } from './directory.ts';
export { createStore, type Store } from './store.ts';
export { useArchive, type Archive } from './use-archive.ts';
export { useInbox } from './use-inbox.ts';
export { useIsLost } from './use-is-lost.ts';
export { useLookThrough } from './use-look-through.ts';
export { useMarkRead } from './use-mark-read.ts';
export { useNewLine } from './use-new-line.ts';
export { useNow, useSteadyMs } from './use-now.ts';
export { useNewer, useOlder, type Older } from './use-older.ts';
export { useThread, type ThreadInUse } from './use-thread.ts';
export { useTyping, type Typing } from './use-typing.ts';
export { useUnread } from './use-unread.ts';
export { useUnsent } from './use-unsent.ts';
export { useUploads } from './use-uploads.ts';
