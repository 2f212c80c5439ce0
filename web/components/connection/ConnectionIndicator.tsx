import type { ConnectionState } from '@marketplace-chat/client';
import { useChat, useConnection, useSteadyMs } from '@marketplace-chat/react';
import { words } from '../words/index.ts';

/** The state of the connection in words, with a button to retry at once. */
export function ConnectionIndicator() {
  const { client } = useChat();
  const state = useConnection();
  return (
    <div className="connection" data-state={state.kind}>
      <span role="status">{state.kind === 'waiting' ? <Countdown state={state} /> : words.connection[state.kind]}</span>
      {(state.kind === 'waiting' || state.kind === 'offline') && (
        <button type="button" className="text-button" onClick={() => client.retryNow()}>
          {words.connection.retry}
        </button>
      )}
    </div>
  );
}

function Countdown({ state }: { state: Extract<ConnectionState, { kind: 'waiting' }> }) {
  const nowMs = useSteadyMs(500);
  const seconds = Math.max(0, Math.ceil((state.retryAtMs - nowMs) / 1_000));
  return (
    <>
      {/* Screen readers announce the loss of the connection, not every second of the wait. */}
      <span aria-hidden="true">{words.connection.waiting(seconds)}</span>
      <span className="visually-hidden">{words.connection.waitingBanner}</span>
    </>
  );
}
