import type { Message, Thread } from '../../../../protocol/objects.ts';
import type { StoredEntry } from '../../api/options.ts';
import type { EntryFile, Failure } from '../../api/types.ts';

/** Everything that the client reacts to. */
export type Input =
  | { kind: 'connect' }
  | { kind: 'disconnect' }
  | { kind: 'forget' }
  | { kind: 'retry_now' }
  | { kind: 'online' }
  | { kind: 'offline' }
  | { kind: 'wake' }
  | { kind: 'attend' }
  /** The deadline that `nextDeadlineMs` returned has passed. */
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
  | { kind: 'newer'; threadId: string; messages: Message[] }
  | { kind: 'around'; threadId: string; messages: Message[] }
  | { kind: 'end_window'; threadId: string }
  | { kind: 'type'; threadId: string }
  | { kind: 'stop_typing'; threadId: string }
  | { kind: 'read'; threadId: string; upToSeq: number | null; call: number }
  | { kind: 'edit'; threadId: string; seq: number; content: string; revision: number | undefined; call: number }
  | { kind: 'delete'; threadId: string; seq: number; call: number }
  | {
      kind: 'react';
      action: 'add_reaction' | 'remove_reaction';
      threadId: string;
      seq: number;
      emoji: string;
      call: number;
    }
  | {
      kind: 'enqueue';
      id: string;
      threadId: string;
      content: string;
      metadata: Record<string, unknown> | null;
      replyTo: number | null;
      files: readonly EntryFile[];
    }
  /** A file is complete, or cannot be sent. */
  | { kind: 'file_ready'; upload: string; attachment: string }
  | { kind: 'file_failed'; upload: string; failure: Failure }
  | { kind: 'retry'; id: string }
  | { kind: 'discard'; id: string }
  /** A write to the store has ended. `entry` is what is stored now; null if another tab has sent or discarded it. */
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
  | { kind: 'thread'; thread: Thread; isAskedFor?: true }
  /** All archived threads. */
  | { kind: 'archive_loaded'; threads: Thread[] }
  | { kind: 'removed'; threadId: string };

/** A token for a new connection, or to renew the token of the present one. */
export type TokenPurpose = 'dial' | 'renew';
