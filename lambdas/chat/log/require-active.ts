import { ChatError } from '../../../protocol/errors.ts';
import type { Head, Thread } from '../model/types.ts';
import type { UserContext } from '../ports/context.ts';
import { recordHead } from './record-head.ts';

/**
 * A message of the marketplace may have reopened the thread, by a call that died before it wrote so into the thread's
 * row.
 * @throws ChatError `thread_inactive` (WS-16)
 */
export async function requireActive(ctx: UserContext, recorded: Thread, head: Head | null): Promise<void> {
  if (recorded.isActive || (await recordHead(ctx, recorded, head)).isActive) return;
  throw new ChatError('thread_inactive', 'the thread is closed for changes of its messages');
}
