import type { ClientFrameInput } from '../../../../protocol/frames.ts';
import type { StoredEntry } from '../../api/options.ts';
import type { ChatEventName, ChatEvents, Result, WhichToken } from '../../api/types.ts';
import type { TokenPurpose } from './inputs.ts';

/** Everything that the client does. The driver carries it out. */
export type Effect =
  | { kind: 'open'; socket: number; token: string }
  | { kind: 'close'; socket: number }
  | { kind: 'send'; socket: number; frame: ClientFrameInput }
  | { kind: 'fetch_token'; purpose: TokenPurpose; which: WhichToken }
  /** A handshake failed, and browsers do not say why: ask REST whether it accepts the token. */
  | { kind: 'probe'; socket: number; token: string }
  | { kind: 'add'; entry: StoredEntry }
  /** Does nothing if another tab was faster: see `OutboxStore`. */
  | { kind: 'update'; entry: StoredEntry; previousAfterSeq: number | null }
  | { kind: 'unstore'; id: string }
  | { kind: 'adopt'; userId: string }
  | { kind: 'clear'; userId: string }
  | { kind: 'refresh_inbox' }
  | { kind: 'settle'; call: number; result: Result<unknown> }
  | { [E in ChatEventName]: { kind: 'emit'; event: E; data: ChatEvents[E] } }[ChatEventName];
