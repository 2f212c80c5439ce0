import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { ThreadLog } from '@marketplace-chat/client';
import { useChat, useMarkRead, useNewer, useOlder } from '@marketplace-chat/react';
import type { Thread, User } from '../../../protocol/objects.ts';
import { TalkContext, type Talk } from '../hooks/talk-context.ts';
import { useAddressedMessage } from '../hooks/use-addressed-message.ts';
import { useEndInSight } from '../hooks/use-end-in-sight.ts';
import { useJump } from '../hooks/use-jump.ts';
import { useKeptFocus } from '../hooks/use-kept-focus.ts';
import { useStayAtEnd } from '../hooks/use-stay-at-end.ts';
import { useTimeZone } from '../hooks/use-time-zone.ts';
import { mayAnswer } from '../view/changeable.ts';
import { readerOf, type Reader } from '../view/moments.ts';
import { nameOf } from '../view/names.ts';
import { otherOf } from '../view/person.ts';
import { lastReadSeq, rowReuser, rowsOf, type Row } from '../view/rows.ts';
import { words } from '../words/index.ts';
import { JumpToNewest } from './JumpToNewest.tsx';
import { OlderNote } from './OlderNote.tsx';
import { TimelineRow } from './TimelineRow.tsx';

/** More messages are loaded when fewer rows than this are left above, or below in a window. */
const loadAhead = 25;
/** Within this distance from the end, the view follows new messages. */
const atEndPx = 80;

interface TimelineProps {
  log: ThreadLog;
  thread: Thread;
  newAfterSeq: number | null;
}

/**
 * The rows of a conversation. Only the visible ones are in the document. The scroll position stays when earlier
 * messages are loaded, and follows new messages at the end. Arrow keys move the focus from message to message.
 */
export function Timeline({ log, thread, newAfterSeq }: TimelineProps) {
  const { me } = useChat();
  const scroller = useRef<HTMLDivElement>(null);
  const [activeKey, setActiveKey] = useState<unknown>(null);
  const isApart = log.window !== null;
  const wasApart = useWasApart(isApart);
  const rows = useRows(useShownPart(log), me.id, newAfterSeq);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimatedHeightPx[rows[index]!.kind],
    getItemKey: (index) => rows[index]!.key,
    anchorTo: 'end',
    // What is appended to a window is not new, nor is the log that a window has met.
    followOnAppend: !isApart && !wasApart,
    scrollEndThreshold: atEndPx,
    scrollPaddingStart: 72,
    paddingStart: 56,
    overscan: 10,
    directDomUpdates: true,
  });
  const items = virtualizer.getVirtualItems();
  useOpeningPosition(rows, log.status.kind === 'live', virtualizer);
  useStayAtEnd(scroller, virtualizer);
  useMarkRead(log, seqInSight(rows, virtualizer.range?.endIndex ?? -1));
  const keys = useMemo(() => rows.map((row) => row.key), [rows]);
  const { noteFocus, focusRow } = useKeptFocus(scroller, keys, '[data-title] h2');
  const showEnd = useEndInSight(log, virtualizer, (focuses) => {
    const newest = focuses ? rows.findLast(isFocusable) : undefined;
    if (newest !== undefined) focusRow(newest.key);
  });
  useOwnMessageInSight(log, () => showEnd({ focuses: false }));
  const older = useOlder(log, items.length > 0 && (items[0]?.index ?? 0) < loadAhead);
  const newer = useNewer(log, (items.at(-1)?.index ?? -Infinity) >= rows.length - loadAhead);

  const { id: otherId, username } = otherOf(thread, me.id);
  const other = useMemo(() => ({ id: otherId, username }), [otherId, username]);
  const reader = useReader(thread, me.id);
  const toQuoted = useJump(log, rows, virtualizer, scroller);
  useAddressedMessage(log.status.kind === 'live', toQuoted.jumpTo);
  const talk = useTalkOf(thread, { other, reader }, toQuoted.jumpTo);
  const readMark = thread.read[otherId];
  const readLabelSeq = lastReadSeq(log.messages, me.id, readMark?.up_to_seq ?? 0);
  const tabbable =
    items.find((item) => item.key === activeKey)?.index ??
    items.findLast((item) => isFocusable(rows[item.index]))?.index;
  return (
    <div className="timeline">
      <div ref={scroller} className="scroller" data-scroller onKeyDown={moveFocus}>
        <div
          ref={virtualizer.containerRef}
          className="virtual"
          role="list"
          aria-label={words.conversation.log(nameOf(other))}
        >
          {items.map(({ index, key }) => (
            <div
              key={key}
              ref={virtualizer.measureElement}
              role="listitem"
              data-index={index}
              aria-posinset={index + 1}
              // Unknown while earlier or later messages are not loaded.
              aria-setsize={log.hasOlder || isApart ? -1 : rows.length}
              onFocus={({ target }) => {
                setActiveKey(key);
                noteFocus({ element: target, key: String(key), index });
              }}
            >
              <TalkContext value={talk}>
                <TimelineRow
                  row={rows[index]!}
                  other={other}
                  reader={reader}
                  isRead={isRead(rows[index]!, readMark?.up_to_seq ?? 0)}
                  readAt={isLabelled(rows[index]!, readLabelSeq) ? (readMark?.read_at ?? null) : null}
                  tabbable={index === tabbable}
                />
              </TalkContext>
            </div>
          ))}
        </div>
      </div>
      <OlderNote
        older={{ ...older, loading: older.loading || toQuoted.loading }}
        newer={newer}
        nothingYet={log.messages.length === 0 && log.status.kind !== 'live'}
      />
      {(isApart || virtualizer.getDistanceFromEnd() > 240) && (
        // The button goes away, and the focus would be lost with it.
        <JumpToNewest unread={thread.unread_count} onJump={() => showEnd({ focuses: true })} />
      )}
    </div>
  );
}

const noEntries: ThreadLog['outbox'] = [];

/** The log with the messages of its window, if it has one. What is unsent is shown at the end of the log. */
function useShownPart(log: ThreadLog): ThreadLog {
  return useMemo(() => (log.window === null ? log : { ...log, ...log.window, outbox: noEntries }), [log]);
}

/** Whether the last rendering showed a window. */
function useWasApart(isApart: boolean): boolean {
  const [wasApart, setWasApart] = useState(isApart);
  useEffect(() => setWasApart(isApart), [isApart]);
  return wasApart;
}

/**
 * The rows of the log. A row stays the same object until something in it changes, so that an event such as typing
 * renders no message again.
 */
function useRows(log: ThreadLog, userId: string, newAfterSeq: number | null): readonly Row[] {
  const { messages, hasOlder, outbox, status } = log;
  const isLive = status.kind === 'live';
  const timeZone = useTimeZone();
  const [reuseRows] = useState(rowReuser);
  return useMemo(
    () => reuseRows(rowsOf({ messages, hasOlder, outbox, isLive, userId, newAfterSeq }), timeZone),
    [reuseRows, messages, hasOlder, outbox, isLive, userId, newAfterSeq, timeZone],
  );
}

/** The reader of the thread's cards; the same object until a name changes, so that no row renders again. */
function useReader(thread: Thread, userId: string): Reader {
  const parts = JSON.stringify(readerOf(thread, userId));
  return useMemo(() => JSON.parse(parts) as Reader, [parts]);
}

/** The same object until something in it changes, because all rows use it. */
function useTalkOf(thread: Thread, { other, reader }: { other: User; reader: Reader }, jumpTo: Talk['jumpTo']): Talk {
  const isActive = thread.is_active;
  const answers = mayAnswer(thread);
  return useMemo(
    () => ({ other, reader, isActive, mayAnswer: answers, jumpTo }),
    [other, reader, isActive, answers, jumpTo],
  );
}

const estimatedHeightPx: Record<Row['kind'], number> = {
  start: 150,
  day: 64,
  new: 40,
  card: 130,
  message: 44,
  pending: 44,
};

interface Positioner {
  scrollToEnd(): void;
  scrollToIndex(index: number, options: { align: 'start' }): void;
}

/** Opens a conversation at its first unread message, else at the newest one. */
function useOpeningPosition(rows: readonly Row[], live: boolean, virtualizer: Positioner): void {
  const opened = useRef(false);
  useLayoutEffect(() => {
    if (opened.current || rows.length === 0) return;
    opened.current = live;
    const firstUnread = rows.findIndex((row) => row.kind === 'new');
    if (firstUnread < 0) virtualizer.scrollToEnd();
    else virtualizer.scrollToIndex(firstUnread, { align: 'start' });
  }, [rows, live, virtualizer]);
}

/** Scrolls to a message that the user has just sent. */
function useOwnMessageInSight({ outbox }: ThreadLog, show: () => void): void {
  const lastId = outbox.at(-1)?.id;
  const shownId = useRef(lastId);
  useEffect(() => {
    if (lastId !== undefined && lastId !== shownId.current) show();
    shownId.current = lastId ?? shownId.current;
  });
}

/** The `seq` of the newest visible message, where `endIndex` is the last visible row; 0 if there is none. */
function seqInSight(rows: readonly Row[], endIndex: number): number {
  for (let index = Math.min(endIndex, rows.length - 1); index >= 0; index -= 1) {
    const row = rows[index]!;
    if (row.kind === 'message' || row.kind === 'card') return row.message.seq;
  }
  return 0;
}

function isRead(row: Row, upToSeq: number): boolean {
  return row.kind === 'message' && row.message.seq <= upToSeq;
}

function isLabelled(row: Row, seq: number | null): boolean {
  return row.kind === 'message' && row.message.seq === seq;
}

function isFocusable(row: Row | undefined): boolean {
  return row?.kind === 'message' || row?.kind === 'card' || row?.kind === 'pending';
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const target = event.target as HTMLElement;
  if (step === undefined || !target.matches('[data-focusable]')) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-focusable]')];
  event.preventDefault();
  all[all.indexOf(target) + step]?.focus();
}
