import { alerts, quiet, shortcuts } from './alerts.ts';
import { cards } from './cards.ts';
import { composer, conversation } from './conversation.ts';
import type { EmojiWords } from '../emoji.ts';
import { errors, errorsOf } from './errors.ts';
import { files, voice } from './files.ts';
import { inbox, newConversation } from './inbox.ts';
import { message, reactions } from './message.ts';
import { own } from './own.ts';
import { search } from './search.ts';
import { connection, language, signIn, signOut, start, theme } from './start.ts';

/** All texts in English. */
export const english = {
  /** The language, with the region whose numbers and dates are used for a reader who names none. */
  locale: 'en-GB',
  direction: 'ltr' as 'ltr' | 'rtl',
  appName: 'Messages',
  /** Of the tab. `name`: the person in the open conversation; `app`: `appName`, or the name of the brand. */
  title: (unread: number, name: string | null, app: string) =>
    `${unread > 0 ? `(${inbox.unreadShort(unread)}) ` : ''}${name === null ? '' : `${name} – `}${app}`,
  skipToMessages: 'Skip to the conversation',
  dismiss: 'Dismiss',
  start,
  signIn,
  signOut,
  theme,
  language,
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
  quiet,
  shortcuts,
  errors,
  errorsOf,
  /** The words by which the emojis of the picker are found. They are loaded with the picker. */
  emojis: async (): Promise<EmojiWords> => (await import('./emojis.ts')).emojis,
};
