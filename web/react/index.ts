/** React hooks for the typed client. They return immutable snapshots, and render again when a snapshot changes. */
export { ChatContext, useChat, useClientValue, useConnection, useInbox, useLog, type Chat } from './chat.ts';
export type { Directory, DirectoryPerson } from './directory.ts';
export { createStore, type Store } from './store.ts';
export { useArchive, type Archive } from './use-archive.ts';
export { useIsLost } from './use-is-lost.ts';
export { useLookThrough } from './use-look-through.ts';
export { useMarkRead } from './use-mark-read.ts';
export { useNewLine } from './use-new-line.ts';
export { useNow, useSteadyMs } from './use-now.ts';
export { useOlder, type Older } from './use-older.ts';
export { useUnsent } from './use-unsent.ts';
export { useUploads } from './use-uploads.ts';
