import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useNow } from '@marketplace-chat/react';
import type { Thread } from '../../../protocol/objects.ts';
import { useFocusOnReturn } from '../hooks/use-focus-on-return.ts';
import { useSearchPlace } from '../hooks/use-search-place.ts';
import { strings } from '../view/strings.ts';
import { ThreadItem } from './ThreadItem.tsx';

/** The height of `.thread` in the styles. */
const itemHeightRem = 5.25;
/** How many rows before the end the next page is asked for. */
const loadAhead = 15;

interface ThreadListProps {
  threads: readonly Thread[];
  /** What these were chosen by; empty for all. */
  selection: string;
  openThreadId: string | null;
  onNearEnd: () => void;
}

/** The conversations, only those in sight being in the page. Arrow keys go from one to the next. */
export function ThreadList({ threads, selection, openThreadId, onNearEnd }: ThreadListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const now = useNow();
  const [itemHeightPx] = useState(() => itemHeightRem * rootFontPx());
  const virtualizer = useVirtualizer({
    count: threads.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => itemHeightPx,
    getItemKey: (index) => threads[index]!.id,
    overscan: 8,
    directDomUpdates: true,
  });
  useFocusOnReturn(scroller, openThreadId);
  const onScroll = useSearchPlace(scroller, selection);
  const items = virtualizer.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (lastShown >= threads.length - loadAhead) onNearEnd();
  }, [lastShown, threads.length, onNearEnd]);

  const tabbable = tabbableIndex(
    threads,
    openThreadId,
    items.map((item) => item.index),
  );
  return (
    <div ref={scroller} className="inbox scroller" onKeyDown={moveFocus} onScroll={onScroll}>
      <div ref={virtualizer.containerRef} className="virtual" role="list" aria-label={strings.inbox.label}>
        {items.map(({ index, key }) => (
          <div
            key={key}
            ref={virtualizer.measureElement}
            role="listitem"
            data-index={index}
            aria-posinset={index + 1}
            aria-setsize={threads.length}
          >
            <ThreadItem
              thread={threads[index]!}
              current={threads[index]!.id === openThreadId}
              tabbable={index === tabbable}
              now={now}
            />
          </div>
        ))}
      </div>
    </div>
  );
}

/** As large as the reader has set it in the browser; rows that come into sight are measured in any case. */
function rootFontPx(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

/** One tab stop for the list: the open conversation where it is in sight, else the first that is. */
function tabbableIndex(threads: readonly Thread[], openThreadId: string | null, shown: number[]): number {
  return shown.find((index) => threads[index]!.id === openThreadId) ?? shown[0] ?? 0;
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const focused = document.activeElement?.closest<HTMLElement>('[data-index]');
  if (step === undefined || focused == null) return;
  const next = event.currentTarget.querySelector<HTMLElement>(
    `[data-index="${Number(focused.dataset.index) + step}"] a`,
  );
  event.preventDefault();
  next?.focus();
}
