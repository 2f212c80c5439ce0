import { createStore, type Store } from '@marketplace-chat/react';

/** What a place shows. */
export interface View {
  /** The conversation that the page has chosen; null for the inbox. */
  threadId: string | null;
  /** The conversation that the user has opened from the inbox. */
  opened: { threadId: string; seq: number | null } | null;
}

/** An element of the page in which the chat shows. */
export interface Place {
  key: string;
  /** In its shadow root. */
  container: HTMLElement;
  view: Store<View>;
  /** Dispatches an event. Returns false if the page has prevented its default. */
  notify: (event: string, detail: object) => boolean;
}

let last = 0;

export function createPlace(container: HTMLElement, notify: Place['notify']): Place {
  last += 1;
  return { key: `place-${last}`, container, view: createStore<View>({ threadId: null, opened: null }), notify };
}
