import { cards } from './cards.ts';
import { composer, conversation } from './conversation.ts';
import { locale } from './count.ts';
import { errors, errorsOf } from './errors.ts';
import { inbox, newConversation } from './inbox.ts';
import { message, reactions } from './message.ts';
import { own } from './own.ts';
import { connection, signIn, signOut, start, theme } from './start.ts';

/** All texts in English. */
export const english = {
  locale,
  appName: 'Messages',
  titleWithUnread: (unread: number) => `(${unread > 99 ? '99+' : unread}) Messages`,
  skipToMessages: 'Skip to the conversation',
  dismiss: 'Dismiss',
  start,
  signIn,
  signOut,
  theme,
  connection,
  inbox,
  newConversation,
  conversation,
  composer,
  own,
  message,
  reactions,
  cards,
  errors,
  errorsOf,
};
