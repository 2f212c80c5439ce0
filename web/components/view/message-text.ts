import type { Message } from '../../../protocol/objects.ts';
import { words } from '../words/index.ts';

/** What a message says in words: its text, or what its files are if it has none. */
export function messageText({ content, attachments }: Pick<Message, 'content' | 'attachments'>): string {
  const [first] = attachments;
  return content !== '' || first === undefined
    ? content
    : words.files.summary(first.kind, first.name, attachments.length);
}
