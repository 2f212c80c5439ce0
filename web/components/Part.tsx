import { Fragment, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { createStore, useChatState } from '@marketplace-chat/react';
import type { Brand } from './brand/brand.ts';
import { ConnectionBanner } from './connection/ConnectionBanner.tsx';
import { Toasts } from './controls/Toasts.tsx';
import { useBackgroundFailures } from './hooks/use-background-failures.ts';
import { PartContext, type OpenOptions, type Surroundings } from './part/part-context.ts';
import { useBrand } from './state/brand.ts';
import { applyLanguage } from './state/language.ts';
import { useWords } from './words/index.ts';
import { locale } from './words/number.ts';

/** What an app says to each part of the chat about itself. Everything may be left out. */
export interface PartProps {
  /** Called when the user chooses a conversation, or a message in one: show it. */
  onOpen?: ((threadId: string, options: OpenOptions) => void) | undefined;
  /** Called when the user leaves the open conversation, or archives or deletes it: show none. */
  onClose?: (() => void) | undefined;
  /** The address of a conversation in the app. With it, conversations are links; without it, buttons. */
  hrefOf?: ((threadId: string, seq?: number) => string) | undefined;
  /** The address of the inbox in the app. */
  inboxHref?: string | undefined;
  /**
   * Whether the chat is the whole page. Then it takes the keyboard shortcuts of the page, files that are dropped
   * anywhere, and the focus; and the page itself shows a `ConnectionBanner` and `Toasts`, its language and brand.
   */
  ownsPage?: boolean | undefined;
  /**
   * The language of the app, such as `de`, for users who have chosen none. Default: that of their device. It is the
   * same for all parts.
   */
  language?: string | undefined;
  /** The name, logo, colours, corners and font of the app (docs/branding.md). An unreadable one is refused. */
  brand?: Brand | undefined;
  /** Whether a conversation takes the focus when it opens. Default: if the chat is the whole page. */
  autoFocus?: boolean | undefined;
}

interface OwnProps extends PartProps {
  openThreadId: string | null;
  seq?: number | null;
  onShown?: (() => void) | undefined;
  children: ReactNode;
}

/**
 * A part of the chat in an app: the element that its styles apply to, and what its components know of the app. Until
 * the user is known it shows that it is loading, on a server too.
 */
export function Part({ children, ...props }: OwnProps) {
  const { me } = useChatState();
  const [root, setRoot] = useState<HTMLElement | null>(null);
  const words = useWords();
  const { language, ownsPage = false } = props;
  const look = useBrand(props.brand, { isApplied: ownsPage });
  const surroundings = useSurroundings(props, { root, brand: look?.brand ?? unbranded });
  useEffect(() => {
    if (!ownsPage) void applyLanguage(language);
  }, [language, ownsPage]);
  return (
    <div ref={setRoot} className="marketplace-chat" lang={locale()} dir={words.direction} style={look?.style}>
      {!ownsPage && <Notices key={locale()} />}
      {surroundings === null || me === null ? (
        <p className="placeholder" role="status">
          <span className="spinner" />
          {words.start.loading}
        </p>
      ) : (
        <PartContext value={surroundings}>
          {/* Mounted again in another language or region. */}
          <Fragment key={locale()}>{children}</Fragment>
        </PartContext>
      )}
    </div>
  );
}

const unbranded: Brand = {};

function useSurroundings(
  props: Omit<OwnProps, 'children'>,
  { root, brand }: { root: HTMLElement | null; brand: Brand },
): Surroundings | null {
  const { openThreadId, seq = null, onShown, onOpen, onClose, hrefOf = null, inboxHref = null } = props;
  const { ownsPage = false, autoFocus = ownsPage } = props;
  const shownId = useRef(openThreadId);
  useLayoutEffect(() => void (shownId.current = openThreadId));
  const isOpen = useCallback((threadId: string) => threadId === shownId.current, []);
  return useMemo(() => {
    if (root === null) return null;
    const open: Surroundings['open'] = (threadId, options = {}) => onOpen?.(threadId, options);
    const handlers = { isOpen, open, close: onClose ?? null, onShown: () => onShown?.() };
    return { openThreadId, seq, hrefOf, inboxHref, ownsPage, autoFocus, brand, root, ...handlers };
  }, [root, brand, isOpen, openThreadId, seq, onShown, onOpen, onClose, hrefOf, inboxHref, ownsPage, autoFocus]);
}

/** The parts that are shown, the oldest first: of those of one chat, the oldest shows its notices. */
const parts = createStore<readonly { of: unknown }[]>([]);

/** What is wrong with the connection, and what has failed; once for all parts of a chat. */
function Notices() {
  const { client } = useChatState();
  const own = useMemo(() => ({ of: client }), [client]);
  useEffect(() => {
    parts.set([...parts.get(), own]);
    return () => parts.set(parts.get().filter((part) => part !== own));
  }, [own]);
  const isFirst = parts.useRead((all) => all.find((part) => part.of === client) === own);
  return isFirst ? <FirstNotices /> : null;
}

function FirstNotices() {
  useBackgroundFailures();
  return (
    <>
      <ConnectionBanner />
      <Toasts />
    </>
  );
}
