import { alerts, shortcuts } from './alerts.ts';
import { cards } from './cards.ts';
import { composer, conversation } from './conversation.ts';
import { locale } from './count.ts';
import { errors, errorsOf } from './errors.ts';
import { files, voice } from './files.ts';
import { inbox, newConversation } from './inbox.ts';
import { message, reactions } from './message.ts';
import { own } from './own.ts';
import { search } from './search.ts';
import { connection, signIn, signOut, start, theme } from './start.ts';

/** All texts in English. */
export const english = {
  locale,
  appName: 'Messages',
  /** Of the tab. `name`: the person in the open conversation. */
  title: (unread: number, name: string | null) =>
    `${unread > 0 ? `(${unread > 99 ? '99+' : unread}) ` : ''}${name === null ? '' : `${name} – `}Messages`,
  skipToMessages: 'Skip to the conversation',
  dismiss: 'Dismiss',
  start,
  signIn,
  signOut,
  theme,
  connection,
  inbox,
  search,
  newConversation,
  conversation,
  composer,
  own,
  message,
  reactions,
  cards,
  files,
  voice,
  alerts,
  shortcuts,
  errors,
  errorsOf,
};
