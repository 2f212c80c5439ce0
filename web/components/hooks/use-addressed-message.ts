import { useEffect } from 'react';
import { forgetMessage, useAddressedSeq } from '../state/route.ts';

/** Shows the message that the address names, as soon as the conversation is there. */
export function useAddressedMessage(isLive: boolean, jumpTo: (seq: number) => void): void {
  const seq = useAddressedSeq();
  useEffect(() => {
    if (seq === null || !isLive) return;
    forgetMessage();
    jumpTo(seq);
  }, [seq, isLive, jumpTo]);
}
