import type { Older } from '@marketplace-chat/react';
import { useLoadingText } from '../hooks/use-loading-text.ts';
import { errorText, words } from '../words/index.ts';

/** Shown above the messages while earlier ones are loading, or after loading has failed. */
export function OlderNote({ older, nothingYet }: { older: Older; nothingYet: boolean }) {
  const first = useLoadingText();
  if (older.failure !== null) {
    return (
      <p className="older-note" role="alert">
        {`${words.conversation.olderFailed} ${errorText(older.failure)}`}
        {older.failure.code !== 'unauthorized' && (
          <button type="button" className="text-button" onClick={older.load}>
            {words.inbox.retry}
          </button>
        )}
      </p>
    );
  }
  return older.loading || nothingYet ? (
    <p className="older-note" role="status">
      {(first.isLoading || !nothingYet) && <span className="spinner" />}
      {nothingYet ? first.text : words.conversation.loadingOlder}
    </p>
  ) : null;
}
