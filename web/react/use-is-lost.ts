import { useState } from 'react';
import type { ConnectionState } from '@marketplace-chat/client';

/** Whether the connection is lost: from when it is worth a word, through every attempt, until it is back. */
export function useIsLost(state: ConnectionState): boolean {
  const [wasLost, setWasLost] = useState(false);
  const isLost = isLoss(state) || (wasLost && state.kind !== 'connected' && state.kind !== 'idle');
  if (isLost !== wasLost) setWasLost(isLost);
  return isLost;
}

/** A first wait is over in a moment, and left to the indicator. */
function isLoss(state: ConnectionState): boolean {
  return state.kind === 'offline' || (state.kind === 'waiting' && state.attempt >= 2);
}
