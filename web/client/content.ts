import { limits } from '../../protocol/limits.ts';
import { countBytes, countChars } from '../../protocol/text.ts';
import type { Failure } from './api/types.ts';

/** Why the server would refuse this message (WS-12), so that it does not enter the outbox; null if it would not. */
export function refusalOf(
  content: string,
  metadata: Record<string, unknown> | undefined,
  { files = 0 }: { files?: number } = {},
): Failure | null {
  const bad = (field: string, message: string): Failure => ({
    code: 'bad_request',
    message: `${field}: ${message}`,
    details: [{ field, message }],
  });
  if (files > limits.attachmentsPerMessage)
    return bad('attachments', `must have at most ${limits.attachmentsPerMessage} items`);
  if (content === '' && files === 0) return bad('content', 'must not be empty');
  if (!content.isWellFormed()) return bad('content', 'is not valid Unicode');
  if (countChars(content) > limits.contentChars)
    return bad('content', `must have at most ${limits.contentChars} characters`);
  if (metadata && countBytes(JSON.stringify(metadata)) > limits.metadataBytes) {
    return bad('metadata', `must have at most ${limits.metadataBytes} bytes as JSON`);
  }
  return null;
}
