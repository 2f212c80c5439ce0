import { createRoot } from 'react-dom/client';
import { ChatWindow } from './ChatWindow.tsx';

/** The parameters after the `#` in the address of this page. */
const given = new URLSearchParams(location.hash.slice(1));

const path = given.get('path');
const address = { baseUrl: given.get('url') ?? 'http://localhost:8006', ...(path !== null && { path }) };

/** A number, if it is one: as a router of the old system would have read it. */
const thread = given.get('thread') ?? '';
const threadId = /^\d+$/.test(thread) ? Number(thread) : thread;

createRoot(document.querySelector('#root')!).render(
  <ChatWindow address={address} token={given.get('token') ?? ''} threadId={threadId} />,
);
