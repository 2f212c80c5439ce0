import type { ClientFrameInput } from '../../../../protocol/frames.ts';
import type { Message, Thread } from '../../../../protocol/objects.ts';
import type { ChatEventName, ChatEvents, Failure, Result } from '../../api/types.ts';
import type { StoredEntry } from '../../api/options.ts';

/** Everything that the client reacts to. */
export type Input =
  | { kind: 'connect' }
  | { kind: 'disconnect' }
  | { kind: 'forget' }
  | { kind: 'retry_now' }
  | { kind: 'online' }
  | { kind: 'offline' }
  | { kind: 'wake' }
  /** A deadline of `nextDeadlineMs` may have passed. */
  | { kind: 'tick' }
  | { kind: 'token_ready'; purpose: TokenPurpose; token: string; userId: string | null; expiresAtMs: number | null }
  | { kind: 'token_failed'; purpose: TokenPurpose; failure: Failure }
  | { kind: 'probed'; socket: number; failure: Failure | null }
  | { kind: 'opened'; socket: number }
  | { kind: 'closed'; socket: number }
  | { kind: 'frame'; socket: number; frame: unknown }
  | { kind: 'join'; threadId: string }
  | { kind: 'leave'; threadId: string }
  | { kind: 'older'; threadId: string; messages: Message[] }
  | { kind: 'type'; threadId: string }
  | { kind: 'stop_typing'; threadId: string }
  | { kind: 'read'; threadId: string; upToSeq: number | null; call: number }
  | { kind: 'edit'; threadId: string; seq: number; content: string; call: number }
  | { kind: 'delete'; threadId: string; seq: number; call: number }
  | { kind: 'enqueue'; id: string; threadId: string; content: string; metadata: Record<string, unknown> | null }
  | { kind: 'retry'; id: string }
  | { kind: 'discard'; id: string }
  /** A write has ended; what is on disk now, or null where another tab has brought the entry to its end. */
  | { kind: 'stored'; id: string; entry: StoredEntry | null }
  | { kind: 'adopted'; userId: string; entries: StoredEntry[] }
  | { kind: 'inbox_loading' }
  | { kind: 'inbox_failed'; failure: Failure }
  | {
      kind: 'inbox_loaded';
      threads: Thread[];
      cursor: string | null;
      isWhole: boolean;
      unread: Record<string, number> | null;
    }
  | { kind: 'thread'; thread: Thread }
  | { kind: 'removed'; threadId: string };

/** For a new connection, or to renew the token of the one that is there. */
export type TokenPurpose = 'dial' | 'renew';

/** Everything that the client makes happen. */
export type Effect =
  | { kind: 'open'; socket: number; token: string }
  | { kind: 'close'; socket: number }
  | { kind: 'send'; socket: number; frame: ClientFrameInput }
  /** `refresh`: the present token was refused or is about to expire. */
  | { kind: 'fetch_token'; purpose: TokenPurpose; refresh: boolean }
  /** A handshake failed, and a browser does not say why: ask REST whether it takes the token. */
  | { kind: 'probe'; socket: number; token: string }
  | { kind: 'add'; entry: StoredEntry }
  /** Unless another tab was faster: see `OutboxStore`. */
  | { kind: 'update'; entry: StoredEntry; previousAfterSeq: number | null }
  | { kind: 'unstore'; id: string }
  | { kind: 'adopt'; userId: string }
  | { kind: 'clear'; userId: string }
  | { kind: 'refresh_inbox' }
  | { kind: 'settle'; call: number; result: Result<unknown> }
  | { [E in ChatEventName]: { kind: 'emit'; event: E; data: ChatEvents[E] } }[ChatEventName];
