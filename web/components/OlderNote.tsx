import type { Older } from '../state/use-older.ts';
import { errorText, strings } from '../strings.ts';

/** Above the messages while earlier ones are on their way, or where they could not be had. */
export function OlderNote({ older, nothingYet }: { older: Older; nothingYet: boolean }) {
  if (older.failure !== null) {
    return (
      <p className="older-note" role="alert">
        {`${strings.conversation.olderFailed} ${errorText(older.failure)}`}
        <button type="button" className="text-button" onClick={older.load}>
          {strings.inbox.retry}
        </button>
      </p>
    );
  }
  return older.loading || nothingYet ? (
    <p className="older-note" role="status">
      <span className="spinner" />
      {nothingYet ? strings.conversation.loading : strings.conversation.loadingOlder}
    </p>
  ) : null;
}
