import { createContext, useContext } from 'react';
import type { Brand } from '../brand/brand.ts';

/** How to show a place: its message is shown once the conversation is there. */
export interface OpenOptions {
  /** A message of the conversation. */
  seq?: number | undefined;
  /** The place takes the place of the present one in the history of an app that has one. */
  replaces?: boolean | undefined;
}

/** What the app around a part of the chat does for it, as the props of `<Inbox>` and `<Conversation>` say. */
export interface Surroundings {
  /** The conversation that the app shows; null for none. */
  openThreadId: string | null;
  /** Whether this conversation is the open one now, however old the caller is. */
  isOpen: (threadId: string) => boolean;
  /** The message to show in it, and what to call once it is shown. */
  seq: number | null;
  onShown: () => void;
  open: (threadId: string, options?: OpenOptions) => void;
  /** Shows no conversation any more; null if the app has nothing to go back to. */
  close: (() => void) | null;
  /** The address of a conversation; null if conversations have no addresses, so that buttons lead there. */
  hrefOf: ((threadId: string, seq?: number) => string) | null;
  inboxHref: string | null;
  /** Whether the chat is the whole page, whose shortcuts and whose focus it takes. */
  ownsPage: boolean;
  /** Whether a conversation takes the focus when it opens. */
  autoFocus: boolean;
  /** Whose chat it is; empty if it has no brand. */
  brand: Brand;
  /** The outermost element of the part. */
  root: HTMLElement;
}

export const PartContext = createContext<Surroundings | null>(null);

/** The surroundings of the part of the chat that a component is in. */
export function usePart(): Surroundings {
  const part = useContext(PartContext);
  if (part === null) throw new Error('usePart needs a Part around it');
  return part;
}
