import type { OldDatabase } from './old-database.ts';

/** What SQL says of the old system's rows, times cut to milliseconds as this chat shows them. */
export interface OldMessage {
  id: string;
  sender: string;
  type: string;
  content: string;
  sentAt: string;
  editedAt: string | null;
  metadata: unknown;
  isRead: boolean;
}

function micros(text: string): number {
  const [, date, time, fraction = '', zone = 'Z'] = /^(\S{10})[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-].*)?$/.exec(text)!;
  return Date.parse(`${date}T${time}${zone}`) * 1000 + Number(fraction.padEnd(6, '0'));
}
export const shown = (text: string) => new Date(Math.floor(micros(text) / 1000)).toISOString();

export interface OldThread {
  id: string;
  client: string;
  freelancer: string;
  job: string | null;
  lastMessageAt: string;
  isActive: boolean;
}

export function threadsOf(old: OldDatabase): OldThread[] {
  const rows = old.all(`SELECT t.*, c.user_id AS client, f.user_id AS freelancer FROM chat_chatthread t
    JOIN users_client c ON c.id = t.client_id JOIN users_freelancer f ON f.id = t.freelancer_id`);
  return rows.map((row) => ({
    id: String(row.id),
    client: String(row.client),
    freelancer: String(row.freelancer),
    job: row.job_id === null ? null : String(row.job_id),
    lastMessageAt: shown(row.last_message_at),
    isActive: row.is_active === 1,
  }));
}

export function messagesOf(old: OldDatabase, threadId: string): OldMessage[] {
  const rows = old.all('SELECT * FROM chat_chatmessage WHERE thread_id = ?', Number(threadId));
  rows.sort((a, b) => micros(a.sent_at) - micros(b.sent_at) || a.id - b.id);
  return rows.map((row) => ({
    id: String(row.id),
    sender: String(row.sender_id),
    type: row.message_type,
    content: row.message,
    sentAt: shown(row.sent_at),
    editedAt: row.edited_at === null ? null : shown(row.edited_at),
    metadata: row.metadata === null ? null : JSON.parse(row.metadata),
    isRead: row.is_read === 1,
  }));
}

export const withoutRead = ({ isRead: _, ...message }: OldMessage) => message;

/** Whether the user has read the message in the old system: it has the flag, or a read row of the user. */
export function hasRead(old: OldDatabase, user: string, { id, isRead }: OldMessage): boolean {
  const rows = old.all('SELECT 1 FROM chat_messageread WHERE message_id = ? AND user_id = ?', Number(id), Number(user));
  return isRead || rows.length > 0;
}
