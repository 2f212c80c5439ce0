import { useChat, useNow } from '@marketplace-chat/react';
import type { SearchHit } from '../../../protocol/search.ts';
import { Avatar } from '../controls/Avatar.tsx';
import { moveFocus } from '../controls/move-focus.ts';
import { jobOf, nameOf } from '../view/names.ts';
import { otherOf } from '../view/person.ts';
import { errorText, words } from '../words/index.ts';
import { FoundMessage } from './FoundMessage.tsx';
import { useSearch, type FoundSoFar } from './use-search.ts';

interface FoundMessagesProps {
  query: string;
  /** The conversation that is searched; null: all. */
  threadId: string | null;
  /** Called when a message was chosen. */
  onChoose?: (() => void) | undefined;
}

/** The messages that a search has found, by conversation, with the words marked. Arrow keys move the focus. */
export function FoundMessages({ query, threadId, onChoose }: FoundMessagesProps) {
  const { found, goOn } = useSearch(threadId === null ? query : `${query} in:${threadId}`);
  const now = useNow();
  return (
    <section className="found scroller" data-scroller aria-label={words.search.messages} onKeyDown={moveFocus}>
      <h2 className="found-heading">{words.search.messages}</h2>
      <Status found={found} onRetry={goOn} />
      {groupsOf(found.hits).map((hits) => (
        <div key={hits[0]!.thread.id} className="found-group">
          {threadId === null && <GroupHeading hit={hits[0]!} />}
          <ul>
            {hits.map((hit) => (
              <FoundMessage key={hit.message.seq} hit={hit} now={now} onChoose={onChoose} />
            ))}
          </ul>
        </div>
      ))}
      {found.cursor !== null && !found.isSearching && found.failure === null && (
        <button type="button" className="text-button found-more" onClick={goOn}>
          {found.hits.length === 0 ? words.search.goOn : words.search.more}
        </button>
      )}
    </section>
  );
}

function GroupHeading({ hit: { thread } }: { hit: SearchHit }) {
  const { me } = useChat();
  const other = otherOf(thread, me.id);
  return (
    <h3 className="found-thread">
      <Avatar user={other} size="small" />
      <span className="thread-text" dir="auto">
        {nameOf(other)}
      </span>
      <span className="found-job" dir="auto">
        {jobOf(thread) ?? words.inbox.noJob}
      </span>
    </h3>
  );
}

function Status({ found, onRetry }: { found: FoundSoFar; onRetry: () => void }) {
  const { hits, cursor, isSearching, failure } = found;
  if (failure !== null)
    return (
      <p className="inbox-note" role="alert">
        {failure.code === 'bad_request' ? words.search.notUnderstood : errorText(failure)}
        {failure.code !== 'bad_request' && (
          <button type="button" className="text-button" onClick={onRetry}>
            {words.search.retry}
          </button>
        )}
      </p>
    );
  const text = hits.length > 0 ? words.search.found(hits.length, cursor === null) : words.search.noneFound;
  return (
    <p className={hits.length > 0 && !isSearching ? 'visually-hidden' : 'inbox-note'} role="status">
      {isSearching ? (
        <>
          <span className="spinner" />
          {words.search.searching}
        </>
      ) : (
        (cursor === null || hits.length > 0) && text
      )}
    </p>
  );
}

/** The hits of each conversation. A later page may have more of one that the page before has ended with. */
function groupsOf(hits: readonly SearchHit[]): SearchHit[][] {
  const groups = new Map<string, SearchHit[]>();
  for (const hit of hits) {
    const group = groups.get(hit.thread.id);
    if (group === undefined) groups.set(hit.thread.id, [hit]);
    else group.push(hit);
  }
  return [...groups.values()];
}
