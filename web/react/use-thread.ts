import { useEffect, useMemo } from 'react';
import type { ChatClient, OutboxEntry, Result, ThreadLog } from '@marketplace-chat/client';
import { useChatState, useClientValue } from './chat.ts';

/** A conversation, and what can be done in it. */
export interface ThreadInUse extends ThreadLog {
  /**
   * Sends a message: it is in `outbox` at once, and in `messages` once the server has stored it. Fails only with
   * `bad_request`: the text is empty or too long.
   *
   * @param replyTo the `seq` of the message that it replies to
   */
  send(content: string, options?: { replyTo?: number | null }): Result<OutboxEntry>;
  /** Loads the page before the first message, while `hasOlder`. */
  loadOlder(): Promise<Result<ThreadLog>>;
  /** Marks messages as read, up to `upToSeq` or all. */
  markAsRead(upToSeq?: number): Promise<Result<unknown>>;
}

/**
 * A conversation. It is joined as long as a component uses it, however many there are: it gets new messages, who is
 * typing and who is there. On a server, and before the first answer, it is empty, and its status is `left` or
 * `loading`.
 */
export function useThread(threadId: string): ThreadInUse {
  const { client } = useChatState();
  useEffect(() => (client === null ? undefined : join(client, threadId)), [client, threadId]);
  const log = useLog(threadId);
  return useMemo(
    () => ({
      ...log,
      send: (content, options = {}) => present(client).sendMessage(threadId, content, undefined, options),
      loadOlder: () => present(client).loadOlder(threadId),
      markAsRead: (upToSeq) => present(client).markAsRead(threadId, upToSeq),
    }),
    [client, threadId, log],
  );
}

/** What is known of a conversation, without joining it. */
export function useLog(threadId: string): ThreadLog {
  const nothing = useMemo(() => emptyLog(threadId), [threadId]);
  return useClientValue('log', (client) => client.log(threadId), nothing);
}

function emptyLog(threadId: string): ThreadLog {
  return {
    threadId,
    thread: null,
    messages: [],
    hasOlder: false,
    window: null,
    members: [],
    typing: [],
    outbox: [],
    status: { kind: 'left' },
  };
}

/** How many components use each conversation of a client. */
const uses = new WeakMap<ChatClient, Map<string, number>>();

function join(client: ChatClient, threadId: string): () => void {
  const counts = uses.get(client) ?? new Map<string, number>();
  uses.set(client, counts);
  const count = (change: 1 | -1) => counts.set(threadId, (counts.get(threadId) ?? 0) + change).get(threadId)!;
  if (count(1) === 1) void client.joinThread(threadId);
  return () => {
    if (count(-1) > 0) return;
    counts.delete(threadId);
    client.leaveThread(threadId);
  };
}

function present(client: ChatClient | null): ChatClient {
  if (client === null) throw new Error('There is no chat on a server');
  return client;
}
