import { useState, type ReactNode } from 'react';
import { useArchive, useInbox } from '@marketplace-chat/react';
import { lazyPart } from '../controls/lazy-part.tsx';
import { Icon } from '../controls/Icon.tsx';
import { useShortcuts } from '../hooks/use-shortcuts.ts';
import { usePart } from '../part/part-context.ts';
import { filtersFor, type InboxFilter } from '../view/inbox-filter.ts';
import { words } from '../words/index.ts';
import { InboxContent } from './InboxContent.tsx';
import { InboxFilterChoice } from './InboxFilterChoice.tsx';
import { NewConversation, useCanStart } from '../starting/NewConversation.tsx';
import { Shortcuts } from './Shortcuts.tsx';
import { SearchField } from './SearchField.tsx';

const FoundMessages = lazyPart(async () => (await import('../search/FoundMessages.tsx')).FoundMessages);

/** The inbox: search, filter, and conversations. */
export function Sidebar({ actions }: { actions: ReactNode }) {
  const { openThreadId, ownsPage, brand, root } = usePart();
  const [query, setQuery] = useState('');
  const [filter, setFilter] = useState<InboxFilter>('inbox');
  const [creating, setCreating] = useState(false);
  const canStart = useCanStart();
  const inbox = useInbox();
  const archive = useArchive(filter === 'archived');
  const isEmpty = inbox.threads.length + inbox.archived.length === 0;
  const wanted = query.trim();
  const isSearching = wanted !== '' && !isEmpty;
  useShortcuts({ search: () => root.querySelector<HTMLElement>('[data-sidebar] [type="search"]')?.focus() });
  return (
    <nav className="pane sidebar" data-sidebar aria-label={words.inbox.label} data-searching={isSearching}>
      <header className="sidebar-header">
        {/* The heading of the page says it to screen readers. */}
        <span className="sidebar-title" aria-hidden="true">
          {brand.logo !== undefined && <img className="brand-logo" src={brand.logo} alt="" />}
          {brand.name ?? words.appName}
        </span>
        {canStart && (
          <button
            type="button"
            className="icon-button"
            aria-label={words.inbox.newConversation}
            onClick={() => setCreating(true)}
          >
            <Icon name="compose" />
          </button>
        )}
        {actions}
      </header>
      <SearchField value={query} onChange={setQuery} />
      {(!isEmpty || filter !== 'inbox') && (
        <InboxFilterChoice filters={filtersFor(inbox, filter)} chosen={filter} onChange={setFilter} />
      )}
      <InboxContent
        query={wanted}
        filter={filter}
        archive={archive}
        openThreadId={openThreadId}
        onCreate={canStart ? () => setCreating(true) : null}
      />
      {isSearching && <FoundMessages query={wanted} threadId={null} />}
      {ownsPage && <Shortcuts />}
      {creating && <NewConversation onClose={() => setCreating(false)} />}
    </nav>
  );
}
