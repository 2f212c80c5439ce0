/**
 * The components of the chat, and their state in the browser. They need a `ChatProvider` around them, and the styles in
 * `@marketplace-chat/components/styles.css`.
 *
 *     <ChatProvider url={url} getToken={getToken}>
 *       <Inbox openThreadId={threadId} onOpen={setThreadId} />
 *       <Conversation threadId={threadId} />
 *     </ChatProvider>
 */
export { Inbox, type InboxProps } from './Inbox.tsx';
export { Conversation, type ConversationProps } from './Conversation.tsx';
export { ConversationStart, type ConversationStartProps } from './ConversationStart.tsx';
export type { PartProps } from './Part.tsx';
export type { OpenOptions } from './part/part-context.ts';
export type { StartLink } from './starting/StartConversation.tsx';
export { Attention } from './alerts/Attention.tsx';
export { ConnectionBanner } from './connection/ConnectionBanner.tsx';
export { Avatar } from './controls/Avatar.tsx';
export { Dialog } from './controls/Dialog.tsx';
export { lazyPart } from './controls/lazy-part.tsx';
export { Placeholder } from './controls/Placeholder.tsx';
export { Toasts } from './controls/Toasts.tsx';
export { useBackgroundFailures } from './hooks/use-background-failures.ts';
export { AccountMenu } from './inbox/AccountMenu.tsx';
export { alertChoice, chooseAlerts } from './state/alert-choice.ts';
export { forgetUser } from './state/forget-user.ts';
export { reloadIfReachable } from './state/reload.ts';
export { browserStorage, tabStorage } from './state/storage.ts';
export type { Brand, BrandColor } from './brand/brand.ts';
export { applyBrand } from './state/brand.ts';
export { applyLanguage } from './state/language.ts';
export { applyTheme } from './state/theme.ts';
export { PartBoundary } from './controls/PartBoundary.tsx';
export { notify, notifyFailure, succeeds } from './state/toasts.ts';
export { nameOf } from './view/names.ts';
export { chooseLanguage, useWords, words } from './words/index.ts';
export { locale } from './words/number.ts';
