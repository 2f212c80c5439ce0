import { useCallback, useEffect, useState } from 'react';
import type { Failure } from '@marketplace-chat/client';
import { useChat } from '@marketplace-chat/react';
import type { SearchHit } from '../../../protocol/search.ts';

/** A search begins when the user has not typed for so long. */
const pauseMs = 350;
const pageSize = 20;
/** Pages without a hit that are asked for in a row; then the user decides whether to go on. */
const emptyPagesMax = 5;

export interface FoundSoFar {
  /** What was searched for. */
  q: string;
  hits: readonly SearchHit[];
  /** Null: there is no more. */
  cursor: string | null;
  isSearching: boolean;
  failure: Failure | null;
}

const nothing = { hits: [], cursor: null, isSearching: true, failure: null };

/** Searches the messages for `q`, page by page. `goOn` asks for the next page, or again for one that has failed. */
export function useSearch(q: string): { found: FoundSoFar; goOn: () => void } {
  const { client } = useChat();
  const [found, setFound] = useState<FoundSoFar>({ q, ...nothing });
  const load = useCallback(
    async (before: FoundSoFar, isOver: () => boolean) => {
      let soFar = before;
      for (let pages = 0; pages < emptyPagesMax && !isOver(); pages += 1) {
        const cursor = soFar.cursor === null ? {} : { cursor: soFar.cursor };
        const page = await client.rest.search({ q: soFar.q, limit: pageSize, ...cursor });
        if (isOver()) return;
        if (!page.ok) return setFound({ ...soFar, isSearching: false, failure: page.error });
        const { results, next_cursor: next } = page.value;
        soFar = { ...soFar, hits: [...soFar.hits, ...results], cursor: next };
        if (results.length > 0 || next === null) break;
      }
      setFound({ ...soFar, isSearching: false });
    },
    [client],
  );
  useEffect(() => {
    let isOver = false;
    const timer = setTimeout(() => {
      const start = { q, ...nothing };
      setFound(start);
      void load(start, () => isOver);
    }, pauseMs);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [q, load]);
  const goOn = () => {
    const start = { ...found, isSearching: true, failure: null };
    setFound(start);
    void load(start, () => false);
  };
  return { found: found.q === q ? found : { ...found, isSearching: true }, goOn };
}
