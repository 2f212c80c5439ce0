import type { Older } from '../state/use-older.ts';
import { errorText, strings } from '../strings.ts';

/** Above the messages while earlier ones are on their way, or where they could not be had. */
export function OlderNote({ older }: { older: Older }) {
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
  return older.loading ? (
    <p className="older-note" role="status">
      <span className="spinner" />
      {strings.conversation.loadingOlder}
    </p>
  ) : null;
}
