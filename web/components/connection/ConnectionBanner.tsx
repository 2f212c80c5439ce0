import { useChat, useConnection, useIsLost } from '@marketplace-chat/react';
import { strings } from '../view/strings.ts';

const words = strings.connection;

/**
 * Shown at the top while nothing can be sent. It stays through every attempt to reconnect, so that the page does not
 * jump.
 */
export function ConnectionBanner() {
  const { client, signInAgain } = useChat();
  const state = useConnection();
  const isLost = useIsLost(state);
  if (state.kind === 'refused') {
    return (
      <p className="banner" data-kind="refused" role="alert">
        {words.refusedBanner}
        <button type="button" className="text-button" onClick={signInAgain}>
          {words.signInAgain}
        </button>
      </p>
    );
  }
  return isLost ? (
    <p className="banner" role="status">
      {state.kind === 'offline' ? words.offlineBanner : words.waitingBanner}
      <button
        type="button"
        className="text-button"
        aria-disabled={state.kind === 'connecting'}
        onClick={() => client.retryNow()}
      >
        {words.retry}
      </button>
    </p>
  ) : null;
}
