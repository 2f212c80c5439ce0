import { useEffect, useState } from 'react';

/** The current time, updated every `everyMs`, so that texts such as "yesterday" stay correct. */
export function useNow(everyMs = 60_000): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
