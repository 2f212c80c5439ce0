import { useCallback, useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { ChatError } from '@marketplace-chat/client';
import { PartBoundary, Placeholder, words } from '@marketplace-chat/components';
import { ChatProvider, useConnection, useUnread, type Store } from '@marketplace-chat/react';
import { addressesAt, type Addresses } from './addresses.ts';
import { Conversation, ConversationStart, Inbox } from './parts.ts';
import type { Place, View } from './place.ts';
import type { GetToken } from './settings.ts';

export interface WidgetProps {
  url: string;
  getToken: GetToken;
  places: Store<readonly Place[]>;
}

/** One chat of the page, with one connection, in each of its places. */
export function Widget({ url, getToken, places }: WidgetProps) {
  const shown = places.use();
  const { addresses, failed, retry } = useAddresses(url);
  const token = useCallback(() => required(getToken), [getToken]);
  const signIn = useCallback(() => places.get().forEach(({ notify }) => notify('signin', {})), [places]);
  if (addresses === null)
    return shown.map(({ key, container }) =>
      createPortal(failed ? <Failed onRetry={retry} /> : <Loading />, container, key),
    );
  return (
    <ChatProvider
      url={addresses.urls}
      getToken={token}
      hasFiles={addresses.hasFiles}
      editWindowMs={addresses.editWindowMs}
      onSignInAgain={signIn}
    >
      <Events places={shown} />
      {shown.map((place) =>
        createPortal(
          <PartBoundary>
            <Panes place={place} />
          </PartBoundary>,
          place.container,
          place.key,
        ),
      )}
    </ChatProvider>
  );
}

async function required(getToken: GetToken): Promise<string> {
  const token = await getToken();
  if (token === null) throw new ChatError('unauthorized', 'nobody is signed in');
  return token;
}

function useAddresses(url: string): { addresses: Addresses | null; failed: boolean; retry: () => void } {
  const [addresses, setAddresses] = useState<Addresses | null>(null);
  const [failed, setFailed] = useState(false);
  const load = useCallback(() => {
    setFailed(false);
    addressesAt(url).then(setAddresses, () => setFailed(true));
  }, [url]);
  useEffect(load, [load]);
  return { addresses, failed, retry: load };
}

function Failed({ onRetry }: { onRetry: () => void }) {
  return (
    <Placeholder icon="alert" title={words.start.failed} hint={words.start.failedHint}>
      <button type="button" className="button" onClick={onRetry}>
        {words.start.retry}
      </button>
    </Placeholder>
  );
}

function Loading() {
  return (
    <p className="placeholder" role="status">
      <span className="spinner" />
      {words.start.loading}
    </p>
  );
}

/** Emits the events `unread` and `connection`. */
function Events({ places }: { places: readonly Place[] }) {
  const count = useUnread();
  const { kind } = useConnection();
  useEffect(() => places.forEach(({ notify }) => notify('unread', { count })), [places, count]);
  useEffect(() => places.forEach(({ notify }) => notify('connection', { state: kind })), [places, kind]);
  return null;
}

/** The conversation that the page has chosen, or the inbox with the one that the user has opened. */
function Panes({ place }: { place: Place }) {
  const { threadId, opened } = place.view.use();
  const show = useCallback((next: View['opened']) => place.view.set({ ...place.view.get(), opened: next }), [place]);
  const open = useCallback(
    (id: string, { seq = null }: { seq?: number | null | undefined }) => {
      if (place.notify('open', { threadId: id, seq })) show({ threadId: id, seq });
    },
    [place, show],
  );
  const close = useCallback(() => {
    if (place.notify('close', {})) show(null);
  }, [place, show]);
  const found = useCallback(() => {
    const { opened: now } = place.view.get();
    if (now !== null) show({ ...now, seq: null });
  }, [place, show]);
  if (threadId !== null) return <Conversation threadId={threadId} />;
  return (
    <div className="panes" data-open={opened !== null}>
      <Inbox openThreadId={opened?.threadId ?? null} onOpen={open} onClose={close} />
      <section className="pane main">
        {opened === null ? (
          <ConversationStart onOpen={open} />
        ) : (
          <Conversation {...opened} onShown={found} onOpen={open} onClose={close} autoFocus />
        )}
      </section>
    </div>
  );
}
