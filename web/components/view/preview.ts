import type { OutboxEntry } from '@marketplace-chat/client';
import type { Thread } from '../../../protocol/objects.ts';
import { previewOf as cutToPreview } from '../../../protocol/text.ts';
import { withoutDirections } from './names.ts';
import { words } from '../words/index.ts';

/** The last line of a row in the inbox. The prefix says what the text is; it has the direction of the page. */
export interface Preview {
  kind: 'failed' | 'draft' | 'waiting' | 'message';
  prefix: string;
  text: string;
}

export interface PreviewInput {
  thread: Pick<Thread, 'last_message'>;
  userId: string;
  /** The unsent text in the composer; empty if there is none or the conversation is open. */
  draft: string;
  unsent: OutboxEntry | null;
}

/** What needs the user most: a message that failed, then a draft, then one that waits, then the last message. */
export function previewOf({ thread, userId, draft, unsent }: PreviewInput): Preview {
  if (unsent?.status.kind === 'failed') return own('failed', words.inbox.notSent, entryText(unsent));
  if (draft !== '') return own('draft', words.inbox.draft, draft);
  if (unsent !== null) return own('waiting', words.inbox.you, entryText(unsent));
  return ofMessage(thread.last_message, userId);
}

function entryText({ content, files }: OutboxEntry): string {
  return content === '' ? words.files.waiting(files.length) : content;
}

/** No more of the text than a row can show: laying out a long draft with every key press takes long. */
function own(kind: Preview['kind'], prefix: string, text: string): Preview {
  return { kind, prefix, text: withoutDirections(cutToPreview(text)) };
}

function ofMessage(last: Thread['last_message'], userId: string): Preview {
  if (last === null) return own('message', '', words.inbox.nothingYet);
  const prefix = last.sender_id === userId ? words.inbox.you : '';
  if (last.preview !== '') return own('message', prefix, last.preview);
  if (last.attachment === null) return own('message', '', words.inbox.deleted);
  return own('message', prefix, words.files.summary(last.attachment.kind, last.attachment.name, last.attachment.count));
}

/** The preview in words, for the label of the row. */
export function previewText({ kind, prefix, text }: Preview): string {
  return `${kind === 'waiting' ? words.inbox.waiting : prefix}${text}`;
}
