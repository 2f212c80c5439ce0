import { createElement, type FunctionComponent } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Conversation, ConversationStart, Inbox, words } from '../../web/components/index.ts';
import { ChatProvider, useConnection, useInbox, useThread, useTyping, useUnread } from '../../web/react/index.ts';

/** What a server sends of something in a chat. Nothing here has a document, a window or a WebSocket. */
function rendered(part: FunctionComponent): string {
  const getToken = () => Promise.reject(new Error('a server asks for no token'));
  const props = { url: 'https://chat.example.com', getToken };
  return renderToString(createElement(ChatProvider, props, createElement(part)));
}

it.each([
  ['the inbox', () => createElement(Inbox)],
  ['a conversation', () => createElement(Conversation, { threadId: 't-1' })],
  ['the place of a conversation', () => createElement(ConversationStart)],
])('a server renders %s as loading', (_name, part) => {
  expect(rendered(part)).toContain(words.start.loading);
});

it('on a server, the hooks return what there is before the first answer', () => {
  const seen: unknown[] = [];
  rendered(() => {
    const { status } = useThread('t-1');
    seen.push(useConnection().kind, useInbox().threads, useUnread(), useTyping('t-1').users, status.kind);
    return null;
  });
  expect(seen).toEqual(['idle', [], 0, [], 'left']);
});

it('names the missing provider', () => {
  expect(() => renderToString(createElement(Inbox))).toThrow('ChatProvider');
});
