import { useChat, useConnection } from '../state/chat.ts';
import { strings } from '../strings.ts';

/** Across the top while nothing can be sent. A wait that is over in a moment is left to the indicator. */
export function ConnectionBanner() {
  const { client, signInAgain } = useChat();
  const state = useConnection();
  switch (state.kind) {
    case 'offline':
      return (
        <p className="banner" role="status">
          {strings.connection.offlineBanner}
        </p>
      );
    case 'waiting':
      return state.attempt < 2 ? null : (
        <p className="banner" role="status">
          {strings.connection.waitingBanner}
          <button type="button" className="text-button" onClick={() => client.retryNow()}>
            {strings.connection.retry}
          </button>
        </p>
      );
    case 'refused':
      return (
        <p className="banner" data-kind="refused" role="alert">
          {strings.connection.refusedBanner}
          <button type="button" className="text-button" onClick={signInAgain}>
            {strings.connection.signInAgain}
          </button>
        </p>
      );
    default:
      return null;
  }
}
