import { useEffect, useState } from 'react';
import type { Directory, DirectoryPerson } from '@marketplace-chat/react';

type Found =
  { kind: 'nothing' } | { kind: 'looking' } | { kind: 'people'; people: DirectoryPerson[] } | { kind: 'failed' };

/** The user has stopped typing for so long before the directory is asked. */
const pauseMs = 250;

/** Searches the directory while the user types. An answer that comes after the next one was asked for is dropped. */
export function useFound(directory: Directory, query: string): { found: Found; retry: () => void } {
  const [found, setFound] = useState<Found>({ kind: 'nothing' });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (query === '') return setFound({ kind: 'nothing' });
    const asked = new AbortController();
    const put = (next: Found) => !asked.signal.aborted && setFound(next);
    const timer = setTimeout(() => {
      put({ kind: 'looking' });
      directory.search(query, asked.signal).then(
        (people) => put({ kind: 'people', people }),
        () => put({ kind: 'failed' }),
      );
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      asked.abort();
    };
  }, [directory, query, attempt]);
  return { found, retry: () => setAttempt((last) => last + 1) };
}
