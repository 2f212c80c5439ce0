import type { Message, Thread } from '../protocol/objects.ts';
import type { Failure } from '@marketplace-chat/client';

/**
 * Removes control characters, so that texts of others cannot control the terminal, and indents the lines after the
 * first.
 */
export function printable(text: string): string {
  return text.replace(/\n/g, '\n    ').replace(/[^\P{Cc}\n\t]/gu, '');
}

function sender(message: Message): string {
  return message.sender ? printable(message.sender.username) : `(${message.type})`;
}

/** A message as `#3 2026-11-22 14:05 Alice: Hello`, with the time in UTC. */
export function messageLine(message: Message): string {
  const sentAt = message.sent_at.slice(0, 16).replace('T', ' ');
  const content = message.deleted_at === null ? printable(message.content) : '(deleted)';
  return `#${message.seq} ${sentAt} ${sender(message)}: ${content}${message.edited_at && message.deleted_at === null ? ' (edited)' : ''}`;
}

/** A thread as one line: id, participants, job, number of unread messages. */
export function threadLine(thread: Thread): string {
  const people = `${thread.client.username} – ${thread.freelancer.username}`;
  const job = thread.job ? ` · ${thread.job.title}` : '';
  const unread = thread.unread_count > 0 ? ` · ${thread.unread_count} unread` : '';
  return printable(`${thread.id}  ${people}${job}${unread}${thread.is_active ? '' : ' · inactive'}`);
}

export function failureLine({ code, message }: Failure): string {
  return `${code}: ${printable(message).split('\n')[0]}`;
}
