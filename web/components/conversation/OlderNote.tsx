import type { Older } from '@marketplace-chat/react';
import { useLoadingText } from '../hooks/use-loading-text.ts';
import { errorText, words } from '../words/index.ts';

interface OlderNoteProps {
  older: Older;
  newer: Older;
  nothingYet: boolean;
}

/** Shown above the messages while earlier ones are loading, or after loading has failed on either side. */
export function OlderNote({ older, newer, nothingYet }: OlderNoteProps) {
  const first = useLoadingText();
  if (older.failure !== null) return <FailedNote text={words.conversation.olderFailed} side={older} />;
  if (newer.failure !== null) return <FailedNote text={words.conversation.newerFailed} side={newer} />;
  return older.loading || nothingYet ? (
    <p className="older-note" role="status">
      {(first.isLoading || !nothingYet) && <span className="spinner" />}
      {nothingYet ? first.text : words.conversation.loadingOlder}
    </p>
  ) : null;
}

function FailedNote({ text, side: { failure, load } }: { text: string; side: Older }) {
  return (
    failure !== null && (
      <p className="older-note" role="alert">
        {`${text} ${errorText(failure)}`}
        {failure.code !== 'unauthorized' && (
          <button type="button" className="text-button" onClick={load}>
            {words.inbox.retry}
          </button>
        )}
      </p>
    )
  );
}
