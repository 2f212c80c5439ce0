import type { ConnectionState } from '@marketplace-chat/client';
import { useChatState, useConnection, useIsLost } from '@marketplace-chat/react';
import { words } from '../words/index.ts';

/**
 * The one place that says what is wrong with the connection, at the top; empty while nothing is. It stays through every
 * attempt to reconnect, so that the page does not jump.
 */
export function ConnectionBanner() {
  const state = useConnection();
  const isLost = useIsLost(state);
  return (
    <div className="connection" data-state={state.kind}>
      {state.kind === 'refused' ? <Refused /> : isLost && <Lost state={state} />}
    </div>
  );
}

function Refused() {
  const { signInAgain } = useChatState();
  return (
    <p className="banner" data-kind="refused" role="alert">
      {words.connection.refusedBanner}
      {signInAgain !== null && (
        <button type="button" className="text-button" onClick={signInAgain}>
          {words.connection.signInAgain}
        </button>
      )}
    </p>
  );
}

function Lost({ state }: { state: ConnectionState }) {
  const { client } = useChatState();
  return (
    <p className="banner" role="status">
      {state.kind === 'offline' ? words.connection.offlineBanner : words.connection.waitingBanner}
      <button
        type="button"
        className="text-button"
        aria-disabled={state.kind === 'connecting'}
        onClick={() => client?.retryNow()}
      >
        {words.connection.retry}
      </button>
    </p>
  );
}
