import type { OutboxEntry } from '@marketplace-chat/client';
import type { Thread } from '../../../protocol/objects.ts';
import { previewOf as cutToPreview } from '../../../protocol/text.ts';
import { eventPreview } from './event-preview.ts';
import { readerOf } from './moments.ts';
import { withoutDirections } from './names.ts';
import { plainText } from './plain.ts';
import { words } from '../words/index.ts';

/** The last line of a row in the inbox. The prefix says what the text is; it has the direction of the page. */
export interface Preview {
  kind: 'failed' | 'draft' | 'waiting' | 'message';
  prefix: string;
  text: string;
}

export interface PreviewInput {
  thread: Thread;
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
  return ofMessage(thread, userId);
}

function entryText({ content, files }: OutboxEntry): string {
  return content === '' ? words.files.waiting(files.length) : content;
}

/** No more of the text than a row can show: laying out a long draft with every key press takes long. */
function own(kind: Preview['kind'], prefix: string, text: string): Preview {
  return { kind, prefix, text: withoutDirections(plainText(cutToPreview(text))) };
}

/** The last message of a conversation, or what happened to it, without its author. */
export function lastMessageText(thread: Thread, userId: string): string {
  return ofMessage(thread, userId).text;
}

function ofMessage(thread: Thread, userId: string): Preview {
  const { last_message: last } = thread;
  if (last === null) return own('message', '', words.inbox.nothingYet);
  const prefix = last.sender_id === userId ? words.inbox.you : '';
  if (last.sender_id === null) return { kind: 'message', prefix, text: marketplaceLine(last, thread, userId) };
  if (last.preview !== '') return own('message', prefix, last.preview);
  if (last.attachment === null) return own('message', '', words.inbox.deleted);
  return own('message', prefix, words.files.summary(last.attachment.kind, last.attachment.name, last.attachment.count));
}

function marketplaceLine(last: NonNullable<Thread['last_message']>, thread: Thread, userId: string): string {
  return withoutDirections(eventPreview(last, readerOf(thread, userId)));
}

/** The preview in words, for the label of the row. */
export function previewText({ kind, prefix, text }: Preview): string {
  return `${kind === 'waiting' ? words.inbox.waiting : prefix}${text}`;
}
