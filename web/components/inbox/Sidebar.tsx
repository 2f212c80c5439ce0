import { useState } from 'react';
import { useInbox } from '@marketplace-chat/react';
import { ConnectionIndicator } from '../connection/ConnectionIndicator.tsx';
import { Icon } from '../controls/Icon.tsx';
import { useUnreadTitle } from '../hooks/use-unread-title.ts';
import { strings } from '../view/strings.ts';
import { AccountMenu } from './AccountMenu.tsx';
import { InboxContent } from './InboxContent.tsx';
import { InboxFilter } from './InboxFilter.tsx';
import { NewConversation } from './NewConversation.tsx';
import { SearchField } from './SearchField.tsx';

/** The inbox: search, filter, conversations, and the state of the connection. */
export function Sidebar({ openThreadId }: { openThreadId: string | null }) {
  const [query, setQuery] = useState('');
  const [onlyClosed, setOnlyClosed] = useState(false);
  const [creating, setCreating] = useState(false);
  const hasClosed = useInbox().threads.some((thread) => !thread.is_active);
  useUnreadTitle();
  return (
    <nav className="pane sidebar" aria-label={strings.inbox.label}>
      <header className="sidebar-header">
        <h1>{strings.appName}</h1>
        <button
          type="button"
          className="icon-button"
          aria-label={strings.inbox.newConversation}
          onClick={() => setCreating(true)}
        >
          <Icon name="compose" />
        </button>
        <AccountMenu />
      </header>
      <SearchField value={query} onChange={setQuery} />
      {(hasClosed || onlyClosed) && <InboxFilter onlyClosed={onlyClosed} onChange={setOnlyClosed} />}
      <InboxContent
        query={query.trim()}
        onlyClosed={onlyClosed}
        openThreadId={openThreadId}
        onCreate={() => setCreating(true)}
      />
      <ConnectionIndicator />
      {creating && <NewConversation onClose={() => setCreating(false)} />}
    </nav>
  );
}
