import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { ChatClient, Result, ThreadLog } from '@marketplace-chat/client';
import { useChat } from '@marketplace-chat/react';
import { notify, notifyFailure } from '../state/toasts.ts';
import { findMessage } from '../view/quote.ts';
import type { Row } from '../view/rows.ts';
import { words } from '../words/index.ts';

/** A message that is as far back as this is shown with all that follows it: three pages of 100. */
const nearMax = 300;
const pagesMax = 6;
/** How long the list may take to draw the rows around its new position. */
const framesMax = 60;
const flashMs = 1_800;

interface Jump {
  jumpTo: (seq: number) => void;
  /** Whether earlier messages are being loaded for it. */
  loading: boolean;
}

interface List {
  scrollToIndex(index: number, options: { align: 'center' }): void;
}

/** Shows a message of the conversation in the middle of the list, focuses it, and marks it for a moment. */
export function useJump(
  log: ThreadLog,
  rows: readonly Row[],
  list: List,
  scroller: RefObject<HTMLElement | null>,
): Jump {
  const { client } = useChat();
  const { threadId } = log;
  const [target, setTarget] = useState<number | null>(null);
  const [loading, setLoading] = useState(false);
  const shown = useIsShown();

  const jumpTo = useCallback(
    async (seq: number) => {
      setLoading(true);
      const isFound = await bring(client, threadId, seq, () => shown.current);
      setLoading(false);
      if (isFound) setTarget(seq);
    },
    [client, threadId, shown],
  );
  useLayoutEffect(() => {
    const index = target === null ? -1 : rows.findIndex((row) => 'message' in row && row.message.seq === target);
    if (target === null || index < 0) return;
    list.scrollToIndex(index, { align: 'center' });
    setTarget(null);
    void showRow(scroller, target);
  }, [target, rows, list, scroller]);
  return { jumpTo: useCallback((seq: number) => void jumpTo(seq), [jumpTo]), loading };
}

function useIsShown(): RefObject<boolean> {
  const shown = useRef(true);
  useEffect(() => {
    shown.current = true;
    return () => void (shown.current = false);
  }, []);
  return shown;
}

/**
 * Loads what is missing to show a message: the pages back to it if it is near, else only what is around it. Tells the
 * user if there is no such message, or if it cannot be loaded.
 */
async function bring(client: ChatClient, threadId: string, seq: number, goesOn: () => boolean): Promise<boolean> {
  for (let pages = 0; goesOn() && pages < pagesMax; pages += 1) {
    const log = client.log(threadId);
    const { messages } = log.window ?? log;
    if (findMessage(messages, seq) !== undefined) return true;
    if (findMessage(log.messages, seq) !== undefined) client.pages.showNewest(threadId);
    else {
      const result = await load(client, threadId, seq, messages[0]?.seq ?? 0);
      if (result.ok) continue;
      notifyFailure(result.error);
      return false;
    }
  }
  if (goesOn()) notify('error', words.message.notFound);
  return false;
}

function load(client: ChatClient, threadId: string, seq: number, firstSeq: number): Promise<Result<ThreadLog>> {
  const isNear = seq < firstSeq && firstSeq - seq <= nearMax;
  return isNear ? client.loadOlder(threadId) : client.pages.around(threadId, seq);
}

async function showRow(scroller: RefObject<HTMLElement | null>, seq: number): Promise<void> {
  for (let frames = 0; frames < framesMax; frames += 1) {
    await new Promise(requestAnimationFrame);
    const row = scroller.current?.querySelector<HTMLElement>(`[data-seq="${seq}"]`);
    if (row == null) continue;
    row.focus({ preventScroll: true });
    row.querySelector('[data-content]')?.animate(
      [
        { outline: '3px solid var(--focus)', outlineOffset: '2px' },
        { outline: '3px solid transparent', outlineOffset: '2px' },
      ],
      { duration: flashMs, easing: 'ease-in' },
    );
    return;
  }
}
