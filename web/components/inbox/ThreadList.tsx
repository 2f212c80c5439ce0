import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useNow } from '@marketplace-chat/react';
import type { Thread } from '../../../protocol/objects.ts';
import { useFocusOnReturn } from '../hooks/use-focus-on-return.ts';
import { useRowFocus } from '../hooks/use-row-focus.ts';
import { useSearchPlace } from '../hooks/use-search-place.ts';
import { useShortcuts } from '../hooks/use-shortcuts.ts';
import { useTimeZone } from '../hooks/use-time-zone.ts';
import { focusedNear } from '../part/focus.ts';
import { usePart } from '../part/part-context.ts';
import { words } from '../words/index.ts';
import { ThreadItem } from './ThreadItem.tsx';

/** Has to match the height of `.thread` in the styles. */
const itemHeightRem = 5.25;
/** The next page is loaded when fewer rows than this are left below. */
const loadAhead = 15;

interface ThreadListProps {
  threads: readonly Thread[];
  /** The search or filter that these threads match; empty if these are all. */
  selection: string;
  openThreadId: string | null;
  /** Called when the end is near, to load more. */
  onNearEnd: (() => void) | undefined;
  hasMore: boolean;
}

/** The rows of the inbox. Only the visible ones are in the document. Arrow keys move the focus from row to row. */
export function ThreadList({ threads, selection, openThreadId, onNearEnd, hasMore }: ThreadListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const now = useNow();
  useTimeZone();
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
  const { focusedId, onFocus, onBlur } = useRowFocus(scroller, threads);
  const onScroll = useSearchPlace(scroller, selection);
  const items = virtualizer.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (lastShown >= threads.length - loadAhead) onNearEnd?.();
  }, [lastShown, threads.length, onNearEnd]);

  const { open } = usePart();
  const openNext = (step: 1 | -1) => {
    const index = threads.findIndex(({ id }) => id === openThreadId);
    const next = threads[index < 0 && step < 0 ? threads.length - 1 : index + step];
    if (next !== undefined) open(next.id);
  };
  useShortcuts({ next: () => openNext(1), previous: () => openNext(-1) });

  const tabbable = tabbableIndex(
    threads,
    [focusedId, openThreadId],
    items.map((item) => item.index),
  );
  return (
    <div
      ref={scroller}
      className="inbox scroller"
      data-scroller
      onKeyDown={moveFocus}
      onScroll={onScroll}
      onFocus={onFocus}
      onBlur={onBlur}
    >
      <div ref={virtualizer.containerRef} className="virtual" role="list" aria-label={words.inbox.label}>
        {items.map(({ index, key }) => (
          <div
            key={key}
            ref={virtualizer.measureElement}
            role="listitem"
            data-index={index}
            aria-posinset={index + 1}
            // Unknown while more conversations can be loaded.
            aria-setsize={hasMore ? -1 : threads.length}
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

/** The user's text size. It gives an estimate only: visible rows are measured. */
function rootFontPx(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

/** The one row that Tab reaches: the first of the preferred ones that is visible, else the first visible one. */
function tabbableIndex(threads: readonly Thread[], preferred: readonly (string | null)[], shown: number[]): number {
  const of = (id: string | null) => shown.find((index) => threads[index]!.id === id);
  return preferred.map(of).find((index) => index !== undefined) ?? shown[0] ?? 0;
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const focused = focusedNear(event.currentTarget)?.closest<HTMLElement>('[data-index]');
  if (step === undefined || focused == null) return;
  const next = event.currentTarget.querySelector<HTMLElement>(
    `[data-index="${Number(focused.dataset.index) + step}"] [data-thread]`,
  );
  event.preventDefault();
  next?.focus();
}
