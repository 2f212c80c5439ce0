import { useEffect, useRef, useState } from 'react';

/**
 * Returns a function that does the work once nothing is being prepared any more: at once, or later. Who presses Enter
 * right after choosing a file means to send it too.
 */
export function useOnceReady(preparing: number, work: () => void): () => void {
  const [isAsked, setAsked] = useState(false);
  const latest = useRef(work);
  useEffect(() => void (latest.current = work));
  useEffect(() => {
    if (!isAsked || preparing > 0) return;
    setAsked(false);
    latest.current();
  }, [isAsked, preparing]);
  return () => (preparing > 0 ? setAsked(true) : work());
}
