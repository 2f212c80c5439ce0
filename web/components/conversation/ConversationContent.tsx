import { useCallback, useState, type KeyboardEvent } from 'react';
import type { ThreadLog } from '@marketplace-chat/client';
import { useChat, useNewLine, useThread } from '@marketplace-chat/react';
import type { Thread } from '../../../protocol/objects.ts';
import { lazyPart } from '../controls/lazy-part.tsx';
import { Placeholder } from '../controls/Placeholder.tsx';
import { useAnnouncement } from '../hooks/use-announcement.ts';
import { useEndOfMark } from '../hooks/use-end-of-mark.ts';
import { useFindKey } from '../hooks/use-find-key.ts';
import { useLoadingText } from '../hooks/use-loading-text.ts';
import { InboxLink } from '../part/InboxLink.tsx';
import { startEdit } from '../state/edits.ts';
import { useReply } from '../state/replies.ts';
import { editTimes, isChangeable } from '../view/changeable.ts';
import { otherOf } from '../view/person.ts';
import { findMessage } from '../view/quote.ts';
import { errorText, words } from '../words/index.ts';
import { BlockedNote } from './BlockedNote.tsx';
import { ClosedNote } from './ClosedNote.tsx';
import { Composer } from './Composer.tsx';
import { ConversationHeader } from './ConversationHeader.tsx';
import { Timeline } from './Timeline.tsx';
import { TypingIndicator } from './TypingIndicator.tsx';

const ConversationSearch = lazyPart(async () => (await import('../search/ConversationSearch.tsx')).ConversationSearch);

/** An open conversation. Its thread is joined as long as it is shown. */
export function ConversationContent({ threadId }: { threadId: string }) {
  const log = useThread(threadId);
  if (log.status.kind === 'failed') {
    return (
      <Placeholder icon="alert" title={words.conversation.failedTitle} hint={errorText(log.status.error)}>
        <InboxLink className="button">{words.conversation.back}</InboxLink>
      </Placeholder>
    );
  }
  if (log.thread === null) return <Loading />;
  return <OpenConversation log={log} thread={log.thread} />;
}

function OpenConversation({ log, thread }: { log: ThreadLog; thread: Thread }) {
  const { client, me } = useChat();
  const { newAfterSeq, clear } = useNewLine(log, me.id);
  useEndOfMark(log);
  const announcement = useAnnouncement(log, me.id);
  const [isSearching, setSearching] = useState(false);
  const openSearch = useCallback(() => setSearching(true), []);
  useFindKey('[data-conversation-search]', openSearch);
  const other = otherOf(thread, me.id);
  const reply = useReply(thread.id);
  const quoted = findMessage(log.messages, reply?.seq ?? null) ?? reply;
  const editLast = (event: KeyboardEvent) => {
    const last = log.messages.findLast((message) => isChangeable(message, me.id, editTimes(client)));
    if (last === undefined) return;
    event.preventDefault();
    startEdit(last);
  };
  const empty = log.messages.length === 0 && log.outbox.length === 0;
  return (
    <>
      <ConversationHeader thread={thread} members={log.members} onSearch={openSearch} />
      {isSearching && <ConversationSearch threadId={thread.id} onClose={() => setSearching(false)} />}
      {empty && log.status.kind !== 'live' ? (
        <Loading />
      ) : (
        <Timeline log={log} thread={thread} newAfterSeq={newAfterSeq} />
      )}
      <TypingIndicator threadId={thread.id} />
      {thread.me.blocked ? (
        <BlockedNote thread={thread} />
      ) : thread.is_active ? (
        <Composer thread={thread} other={other} quoted={quoted} onSent={clear} onEditLast={editLast} />
      ) : (
        <ClosedNote thread={thread} />
      )}
      <div className="visually-hidden" aria-live="polite">
        {announcement.texts.map((text, index) => (
          <p key={`${announcement.key} ${index}`}>{text}</p>
        ))}
      </div>
    </>
  );
}

function Loading() {
  const { text, isLoading } = useLoadingText();
  return (
    <p className="placeholder" role="status">
      {isLoading && <span className="spinner" />}
      {text}
    </p>
  );
}
