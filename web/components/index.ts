/**
 * The components of the chat, and their state in the browser. The styles are in
 * `@marketplace-chat/components/styles.css`.
 */
export { ConnectionBanner } from './connection/ConnectionBanner.tsx';
export { Avatar } from './controls/Avatar.tsx';
export { lazyPart } from './controls/lazy-part.tsx';
export { Placeholder } from './controls/Placeholder.tsx';
export { Toasts } from './controls/Toasts.tsx';
export { ConversationPane } from './ConversationPane.tsx';
export { Sidebar } from './inbox/Sidebar.tsx';
export { forgetDrafts } from './state/drafts.ts';
export { forgetEdits } from './state/edits.ts';
export { reloadIfReachable } from './state/reload.ts';
export { forgetEmojis } from './state/reactions.ts';
export { forgetReplies } from './state/replies.ts';
export { useOpenThreadId, useStartLink } from './state/route.ts';
export { browserStorage, tabStorage } from './state/storage.ts';
export { applyTheme } from './state/theme.ts';
export { notify, notifyBackgroundFailure } from './state/toasts.ts';
export { nameOf } from './view/names.ts';
export { chooseLanguage, words } from './words/index.ts';
