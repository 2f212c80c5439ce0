import { useEffect, useRef } from 'react';
import type { ThreadLog } from '@marketplace-chat/client';
import { useChat } from '@marketplace-chat/react';

/** Opening a conversation ends its mark as unread (ME-2). One that is set while it is open stays. */
export function useEndOfMark({ threadId, thread, status }: ThreadLog): void {
  const { client } = useChat();
  const opened = useRef(false);
  const live = status.kind === 'live';
  const marked = thread?.me.marked_unread === true;
  useEffect(() => {
    if (!live || opened.current) return;
    opened.current = true;
    if (marked) void client.setOwn(threadId, { marked_unread: false });
  }, [client, threadId, live, marked]);
}
