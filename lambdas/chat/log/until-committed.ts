import { ChatError } from '../../../protocol/errors.ts';
import { backOff } from '../../async/pause.ts';

/**
 * Maximum attempts before a change fails. Each lost one means that another change of the same message has been made.
 */
const maxAttempts = 40;

/**
 * Tries to change a message until its condition holds. An attempt reads the message as it then is, and returns null
 * if another change was faster.
 * @throws ChatError `conflict` after 40 attempts; what an attempt throws
 */
export async function untilCommitted<T>(attempt: () => Promise<T | null>): Promise<T> {
  for (let count = 1; count <= maxAttempts; count += 1) {
    const result = await attempt();
    if (result !== null) return result;
    await backOff(count);
  }
  throw new ChatError('conflict', 'the message is being changed elsewhere; try again');
}
