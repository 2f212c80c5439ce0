import { useEffect } from 'react';
import { usePart } from '../part/part-context.ts';

/** Shows the message that the app names, as soon as the conversation is there. */
export function useAddressedMessage(isLive: boolean, jumpTo: (seq: number) => void): void {
  const { seq, onShown } = usePart();
  useEffect(() => {
    if (seq === null || !isLive) return;
    onShown();
    jumpTo(seq);
  }, [seq, onShown, isLive, jumpTo]);
}
