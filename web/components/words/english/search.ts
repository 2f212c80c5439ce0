import { count } from './count.ts';

export const search = {
  messages: 'Messages',
  inThis: 'Search in this conversation',
  placeholder: 'Search this conversation',
  close: 'Close the search',
  searching: 'Searching messages…',
  noneFound: 'No messages found',
  found: (n: number, isAll: boolean) => `${count(n, 'message', 'messages')} found${isAll ? '' : ' so far'}`,
  more: 'Show more messages',
  goOn: 'Nothing found so far. Search older conversations',
  notUnderstood:
    'This search has nothing to look for. Try a word, or from:me, has:link, before:2026-11-30, after:2026-11-01.',
  retry: 'Try again',
  withoutText: 'Message without text',
  you: 'You',
  marketplace: 'Marketplace',
};
