import { useState } from 'react';
import type { ConnectionState } from '@marketplace-chat/client';

/** Whether to show that the connection is lost: from the second failed attempt until it is back. */
export function useIsLost(state: ConnectionState): boolean {
  const [wasLost, setWasLost] = useState(false);
  const isLost = isLoss(state) || (wasLost && state.kind !== 'connected' && state.kind !== 'idle');
  if (isLost !== wasLost) setWasLost(isLost);
  return isLost;
}

/** The wait after the first failed attempt is too short to mention. */
function isLoss(state: ConnectionState): boolean {
  return state.kind === 'offline' || (state.kind === 'waiting' && state.attempt >= 2);
}
