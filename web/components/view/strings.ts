import type { Failure, FailureCode } from '@marketplace-chat/client';
import { limits } from '../../../protocol/limits.ts';
import { momentStrings } from './moment-strings.ts';

/** The language of dates, numbers and all texts. The page has no texts but these and those of `moment-strings.ts`. */
export const locale = 'en-GB';

const plurals = new Intl.PluralRules(locale);
const count = (n: number, one: string, other: string) =>
  `${n.toLocaleString(locale)} ${plurals.select(n) === 'one' ? one : other}`;

/** What went wrong, and what the user can do about it. */
const errors: Record<FailureCode, string> = {
  bad_request: 'Something in your input is not valid. Please check it and try again.',
  unauthorized: 'Your session has ended. Please sign in again.',
  forbidden: 'You are not allowed to do that.',
  not_found: 'This conversation could not be found. It may belong to another account.',
  conflict: 'This conversation has changed in the meantime. Please try again.',
  thread_inactive: 'This conversation is closed, so you cannot write here.',
  payload_too_large: 'That is too long to send. Please shorten it.',
  rate_limited: 'You are writing very fast. Please wait a moment and try again.',
  internal: 'Something went wrong on our side. Please try again.',
  network: 'The chat did not answer. Please check your connection and try again in a moment.',
  storage: 'This browser cannot save unsent messages. Please keep this page open until everything is sent.',
};

/** Better texts for a known action. */
const errorsOf = {
  send: { forbidden: 'Messages cannot be sent in this conversation at the moment.' },
  start: { forbidden: 'A conversation with this person cannot be started at the moment.' },
  pin: { conflict: `You can pin ${limits.pinnedThreads} conversations. Unpin one of them first.` },
  block: { conflict: 'You have blocked as many people as possible. Unblock somebody first.' },
  change: { forbidden: 'This message can no longer be changed, because it is too old.' },
} satisfies Record<string, Partial<Record<FailureCode, string>>>;
export type Doing = keyof typeof errorsOf;

export const strings = {
  appName: 'Messages',
  titleWithUnread: (unread: number) => `(${unread > 99 ? '99+' : unread}) Messages`,
  skipToMessages: 'Skip to the conversation',

  start: {
    loading: 'Loading…',
    failed: 'The chat cannot start',
    failedHint: 'Its settings could not be loaded. Check your connection and try again.',
    crashed: 'Something went wrong',
    crashedHint: 'The page ran into a problem. Your messages are safe. Reload the page to continue.',
    partFailed: 'This part of the page could not be loaded. Check your connection and try again.',
    retry: 'Try again',
    reload: 'Reload',
  },

  signIn: {
    title: 'Welcome',
    intro: 'Talk with your clients and freelancers, all in one place.',
    button: 'Sign in',
    working: 'Signing in…',
    failed: 'Signing in failed. Please try again.',
    noStorage: 'Your browser blocks the storage of this site, which signing in needs. Please allow it and try again.',
    devIntro: 'Choose who you want to be on this machine. Open a second window to be both.',
    devOther: 'Somebody else',
    devFailed: 'The demo users could not be loaded. Type a name instead.',
    devContinue: 'Continue',
    as: (name: string) => `Continue as ${name}`,
    signOut: 'Sign out',
    account: (name: string) => `Account of ${name}`,
    signedInAs: (name: string) => `Signed in as ${name}`,
  },

  signOut: {
    unsent: (n: number) => `${count(n, 'message is', 'messages are')} not sent`,
    unsentHint: 'They are saved only in this browser. If you sign out now, they will not be sent.',
    discard: 'Discard and sign out',
    stay: 'Stay',
  },

  theme: { label: 'Appearance', system: 'System', light: 'Light', dark: 'Dark' },

  connection: {
    idle: 'Not connected',
    connecting: 'Connecting…',
    connected: 'Connected',
    waiting: (seconds: number) => (seconds > 0 ? `Trying again in ${seconds} s` : 'Trying again…'),
    offline: 'Offline',
    refused: 'Signed out',
    retry: 'Retry now',
    offlineBanner: 'You are offline. Your messages will be sent when you are back online.',
    waitingBanner: 'The connection was lost. Your messages will be sent when it is back.',
    refusedBanner: 'Your session has ended.',
    signInAgain: 'Sign in again',
  },

  inbox: {
    label: 'Conversations',
    search: 'Search by name or job',
    clearSearch: 'Clear the search',
    searching: 'Searching all conversations…',
    searchedSome: (n: number) =>
      `Only your ${count(n, 'newest conversation', 'newest conversations')} searched so far.`,
    searchOn: 'Search further',
    noneFound: (query: string) => `Nothing found for “${query}”`,
    empty: 'No conversations yet',
    emptyHint: 'Start one, and it will show up here.',
    loading: 'Loading conversations…',
    failed: 'Your conversations could not be loaded.',
    retry: 'Try again',
    newConversation: 'New conversation',
    you: 'You: ',
    unread: (n: number) => count(n, 'unread message', 'unread messages'),
    unreadShort: (n: number) => (n > 99 ? '99+' : String(n)),
    nothingYet: 'No messages yet',
    deleted: 'Message deleted',
    draft: 'Draft: ',
    notSent: 'Not sent: ',
    waiting: 'Waiting to be sent: ',
    closed: 'Closed',
    filter: 'Show',
    filters: { inbox: 'Inbox', unread: 'Unread', archived: 'Archived', closed: 'Closed' },
    none: {
      inbox: 'Your inbox is empty. Your conversations are in “Archived”.',
      unread: 'Nothing unread',
      archived: 'No archived conversations',
      closed: 'No closed conversations',
    },
    archiveLoading: 'Loading archived conversations…',
    archiveFailed: 'Your archived conversations could not be loaded.',
    actions: (name: string) => `More about the conversation with ${name}`,
    noJob: 'Direct conversation',
    item: (parts: readonly string[]) => parts.filter((part) => part !== '').join(', '),
  },

  newConversation: {
    title: 'New conversation',
    person: 'Who do you want to talk to?',
    personHint: 'The id of the other person',
    personName: 'Their name',
    optional: 'optional',
    role: 'In this conversation I am the',
    client: 'Client',
    freelancer: 'Freelancer',
    job: 'Job',
    jobId: 'Marketplace id',
    create: 'Start conversation',
    creating: 'Starting…',
    cancel: 'Cancel',
    personTooLong: (max: number, length: number) =>
      `This id has ${count(length, 'character', 'characters')}. At most ${max.toLocaleString(locale)} are allowed.`,
    personNotAnId: 'The id of the other person contains an invisible character. Please type it again.',
    personMissing: 'Please enter who you want to talk to.',
    withYourself: 'You cannot talk to yourself.',
  },

  conversation: {
    none: 'Your conversations',
    firstHint: 'Start the first one with a client or a freelancer.',
    noneHint: 'Choose one on the left to read and write.',
    back: 'Back to all conversations',
    online: 'Here now',
    menu: 'More about this conversation',
    reopen: 'Reopen',
    closedNote: 'This conversation is closed. You can read it, but not write in it.',
    closedByYou: 'You closed this conversation. You can read it, but not write in it.',
    closedBy: (name: string) => `${name} closed this conversation. You can read it, but not write in it.`,
    theMarketplace: 'The marketplace',
    loading: 'Loading messages…',
    notLoaded: 'The messages will appear once you are connected again.',
    loadingOlder: 'Loading earlier messages…',
    olderFailed: 'Earlier messages could not be loaded.',
    failedTitle: 'This conversation cannot be shown',
    beginning: (name: string) => `This is where your conversation with ${name} begins.`,
    log: (name: string) => `Messages with ${name}`,
    newMessages: 'New messages',
    jumpToNewest: 'Jump to the newest message',
    jumpNew: (n: number) => count(n, 'new message', 'new messages'),
    today: 'Today',
    yesterday: 'Yesterday',
    typing: (name: string) => `${name} is typing…`,
    arrived: (name: string, text: string) => `${name}: ${text}`,
  },

  own: {
    pin: 'Pin to the top',
    unpin: 'Unpin',
    pinned: 'Conversation pinned',
    unpinned: 'Conversation unpinned',
    pinnedMark: 'Pinned',
    mute: 'Mute…',
    unmute: 'Unmute',
    muted: 'Conversation muted',
    unmuted: 'Conversation unmuted',
    mutedMark: 'Muted',
    muteTitle: 'Mute this conversation?',
    muteHint: 'New messages still arrive, but nothing draws your attention to them. Only you notice.',
    muteTimes: { hour: 'For 1 hour', eightHours: 'For 8 hours', week: 'For a week', forever: 'Until I turn it on' },
    markUnread: 'Mark as unread',
    markRead: 'Mark as read',
    markedUnread: 'marked as unread',
    archive: 'Archive',
    unarchive: 'Move to the inbox',
    archived: 'Conversation archived',
    unarchived: 'Conversation moved to the inbox',
    undo: 'Undo',
    close: 'Close conversation',
    block: (name: string) => `Block ${name}…`,
    blockTitle: (name: string) => `Block ${name}?`,
    blockHint: (name: string) =>
      `Neither of you can write to the other, in any conversation of yours. ${name} is not told, and does not see ` +
      'who has blocked whom. Messages of the marketplace still arrive. You can unblock at any time.',
    blockConfirm: 'Block',
    blocked: 'Blocked',
    blockedMark: 'Blocked',
    blockedNote: (name: string) => `You have blocked ${name}. Neither of you can write to the other.`,
    unblock: (name: string) => `Unblock ${name}…`,
    unblockTitle: (name: string) => `Unblock ${name}?`,
    unblockHint: (name: string) => `You can write to each other again. ${name} is not told.`,
    unblockConfirm: 'Unblock',
    unblocked: 'Unblocked',
    remove: 'Delete conversation…',
    removeTitle: 'Delete this conversation?',
    removeHint: (name: string) =>
      `It disappears from your list and is closed for both of you. ${name} keeps a copy of the messages.`,
    removeConfirm: 'Delete',
    removed: 'Conversation deleted',
  },

  message: {
    you: 'You',
    marketplace: 'Marketplace',
    sending: 'Sending…',
    stillSending: 'Still sending…',
    sent: 'Sent',
    read: 'Read',
    readAt: (time: string) => `Read ${time}`,
    failed: 'Not sent',
    retry: 'Try again',
    discard: 'Discard',
    discardTitle: 'Discard this message?',
    discardHint: 'It has not been sent, and its text will be lost.',
    edited: 'edited',
    editedAt: (time: string) => `Edited ${time}`,
    deleted: 'This message was deleted',
    actions: 'Message actions',
    copy: 'Copy text',
    copied: 'Copied',
    copyFailed: 'The text could not be copied.',
    edit: 'Edit',
    delete: 'Delete',
    info: 'Details',
    save: 'Save',
    cancel: 'Cancel',
    editLabel: 'Edit message',
    editHint: 'Enter saves, Escape cancels',
    tooLong: (n: number) => `${count(n, 'character', 'characters')} too long`,
    deleteTitle: 'Delete this message?',
    deleteHint: 'Its text disappears for both of you. This cannot be undone.',
    infoTitle: 'Message details',
    infoSent: 'Sent',
    infoEdited: 'Edited',
    infoRead: 'Read',
    notReadYet: 'Not read yet',
    showMore: 'Show more',
    showLess: 'Show less',
    close: 'Close',
  },

  cards: {
    moments: momentStrings,
    fields: {
      amount: 'Amount',
      rate: 'Rate',
      previous_status: 'Before',
      status: 'Status',
      reason: 'Reason',
      payment_id: 'Payment',
      dispute_id: 'Dispute',
      contract_id: 'Contract',
      proposal_id: 'Proposal',
    },
  },

  composer: {
    label: (name: string) => `Message to ${name}`,
    placeholder: 'Write a message',
    send: 'Send',
    hint: 'Enter sends, Shift + Enter starts a new line',
    left: (n: number) => count(n, 'character left', 'characters left'),
    split: (parts: number) => `Too long for one message: it will be sent as ${count(parts, 'message', 'messages')}.`,
    tooLong: (parts: number) =>
      `This is too long to send at once: it would take more than ${parts} messages. Please shorten it or send it in pieces.`,
  },

  errors,
  dismiss: 'Dismiss',
} as const;

/** The text of a failure for the user. */
export function errorText({ code }: Failure, doing?: Doing): string {
  const known: Partial<Record<FailureCode, string>> = doing === undefined ? {} : errorsOf[doing];
  return known[code] ?? errors[code];
}
