import { createElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { createStore, type Store } from '@marketplace-chat/react';
import type { Place } from './place.ts';
import type { GetToken } from './settings.ts';
import { Widget } from './Widget.tsx';

/** A chat that is shown in some places. All of them share its connection. */
interface SharedChat {
  places: Store<readonly Place[]>;
  root: Root;
}

const chats = new Map<GetToken, Map<string, SharedChat>>();

/**
 * Shows a user's chat in a place. Returns the function that removes it. Places with the same address
 * and the same function share one connection, which lasts as long as one of them is shown.
 */
export function show(place: Place, url: string, getToken: GetToken): () => void {
  const ofUser = chats.get(getToken) ?? new Map<string, SharedChat>();
  chats.set(getToken, ofUser);
  const chat = ofUser.get(url) ?? startChat(url, getToken);
  ofUser.set(url, chat);
  chat.places.set([...chat.places.get(), place]);
  return () => {
    chat.places.set(chat.places.get().filter((other) => other !== place));
    // Not at once: an element that is moved in the page leaves it and comes back.
    setTimeout(() => {
      if (chat.places.get().length > 0 || ofUser.get(url) !== chat) return;
      ofUser.delete(url);
      if (ofUser.size === 0) chats.delete(getToken);
      chat.root.unmount();
    });
  };
}

function startChat(url: string, getToken: GetToken): SharedChat {
  const places = createStore<readonly Place[]>([]);
  // What it renders is in the shadow roots of its places.
  const root = createRoot(document.createElement('div'));
  root.render(createElement(Widget, { url, getToken, places }));
  return { places, root };
}
