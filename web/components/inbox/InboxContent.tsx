import { useCallback, useMemo } from 'react';
import type { Failure } from '@marketplace-chat/client';
import { useChat, useInbox, useLookThrough, type Archive } from '@marketplace-chat/react';
import { Placeholder } from '../controls/Placeholder.tsx';
import { filterThreads, type InboxFilter } from '../view/inbox-filter.ts';
import { searchThreads } from '../view/search.ts';
import { errorText, words } from '../words/index.ts';
import { ThreadList } from './ThreadList.tsx';

interface InboxContentProps {
  query: string;
  filter: InboxFilter;
  archive: Archive;
  openThreadId: string | null;
  /** Null: the user cannot start conversations here. */
  onCreate: (() => void) | null;
}

/**
 * The list of conversations, or the reason why there is none. While the user searches or filters, further pages are
 * loaded, and a note says how far the search has come.
 */
export function InboxContent({ query, filter, archive, openThreadId, onCreate }: InboxContentProps) {
  const { client, me } = useChat();
  const inbox = useInbox();
  const { threads, hasMore, status } = inbox;
  const found = useMemo(() => searchThreads(filterThreads(inbox, filter), query, me.id), [inbox, filter, query, me.id]);
  const isArchive = filter === 'archived';
  const selection = filter === 'inbox' ? query : `${filter} ${query}`;
  // The archive is loaded as a whole, so there is nothing to look through.
  const isPaged = selection !== '' && !isArchive;
  const idle = status.kind === 'ready';
  const loadMore = useCallback(() => {
    if (hasMore && idle) void client.loadThreads();
  }, [client, hasMore, idle]);
  const retry = () => void client.loadThreads();
  const { isLooking, goOn } = useLookThrough(isPaged);

  if (threads.length + inbox.archived.length === 0 && filter === 'inbox') return <NoThreads onCreate={onCreate} />;
  return (
    <>
      {isLooking && <Note text={words.inbox.searching} />}
      {isArchive && <ArchiveNote archive={archive} />}
      {isPaged && hasMore && !isLooking && status.kind !== 'failed' && (
        <p className="inbox-note" role="status">
          {words.inbox.searchedSome(threads.length)}
          <button type="button" className="text-button" onClick={goOn}>
            {words.inbox.searchOn}
          </button>
        </p>
      )}
      {found.length === 0 && !(isArchive ? !inbox.isArchiveLoaded : hasMore) && (
        <p className="inbox-note" role="status">
          {query === '' ? words.inbox.none[filter] : words.inbox.noneFound(query)}
        </p>
      )}
      <ThreadList
        threads={found}
        selection={selection}
        openThreadId={openThreadId}
        onNearEnd={selection === '' ? loadMore : undefined}
        hasMore={hasMore}
      />
      {status.kind === 'failed' && !isShownInBanner(status.error) && (
        <p className="inbox-note" role="alert">
          {errorText(status.error)}
          <button type="button" className="text-button" onClick={selection === '' ? retry : goOn}>
            {words.inbox.retry}
          </button>
        </p>
      )}
    </>
  );
}

function ArchiveNote({ archive }: { archive: Archive }) {
  const { isArchiveLoaded } = useInbox();
  if (isArchiveLoaded) return null;
  if (archive.failure === null) return <Note text={words.inbox.archiveLoading} />;
  return (
    <p className="inbox-note" role="alert">
      {words.inbox.archiveFailed}
      <button type="button" className="text-button" onClick={archive.retry}>
        {words.inbox.retry}
      </button>
    </p>
  );
}

/** The banner shows a lost connection and an expired session. The list is loaded again after the reconnect. */
function isShownInBanner({ code }: Failure): boolean {
  return code === 'network' || code === 'unauthorized';
}

function NoThreads({ onCreate }: Pick<InboxContentProps, 'onCreate'>) {
  const { client } = useChat();
  const { status } = useInbox();
  switch (status.kind) {
    case 'failed':
      return (
        <Placeholder icon="alert" title={words.inbox.failed} hint={errorText(status.error)}>
          {status.error.code !== 'unauthorized' && (
            <button type="button" className="button" onClick={() => void client.loadThreads()}>
              {words.inbox.retry}
            </button>
          )}
        </Placeholder>
      );
    case 'ready':
      return (
        <Placeholder
          icon="chat"
          title={words.inbox.empty}
          hint={onCreate === null ? words.inbox.emptyHintOfMarketplace : words.inbox.emptyHint}
        >
          {onCreate !== null && (
            <button type="button" className="button" onClick={onCreate}>
              {words.inbox.newConversation}
            </button>
          )}
        </Placeholder>
      );
    default:
      return <Note text={words.inbox.loading} className="placeholder" />;
  }
}

function Note({ text, className = 'inbox-note' }: { text: string; className?: string }) {
  return (
    <p className={className} role="status">
      <span className="spinner" />
      {text}
    </p>
  );
}
