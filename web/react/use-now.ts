import { useEffect, useState } from 'react';

const date = () => new Date();
const steadyMs = () => performance.now();

/** Reads a clock every `everyMs`, and when the tab becomes visible. */
function useClock<T>(read: () => T, everyMs: number): T {
  const [now, setNow] = useState(read);
  useEffect(() => {
    const update = () => setNow(read);
    const timer = setInterval(update, everyMs);
    document.addEventListener('visibilitychange', update);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', update);
    };
  }, [read, everyMs]);
  return now;
}

/** The current date, updated every `everyMs`, so that texts such as "yesterday" stay correct. */
export function useNow(everyMs = 60_000): Date {
  return useClock(date, everyMs);
}

/** The clock by which the client waits (`performance.now()`). */
export function useSteadyMs(everyMs: number): number {
  return useClock(steadyMs, everyMs);
}
