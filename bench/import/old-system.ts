import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A database that Django has made, whose tables get many more rows. */
const smallDatabase = fileURLToPath(new URL('../../test/import/django-small.sqlite3', import.meta.url));

/** Ids of the rows that are added start above those of the small database. */
export const firstId = 1_000;
/** Users who share the threads: each has as many conversations. */
const users = 200;
const messagesInThread = 100;

const ids = (count: number) => `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${count - 1})`;
const at = (seconds: string) =>
  `datetime('2024-01-01 00:00:00', '+' || (${seconds}) || ' seconds') || '.' || (100000 + n.i % 899999)`;

/** The rows of the old system at some size: texts of 20 to 300 characters, three of four messages read. */
function rowsOf(messages: number): string[] {
  const threads = Math.ceil(messages / messagesInThread);
  const thread = `n.i / ${messagesInThread}`;
  const client = `${firstId} + ${thread} % ${users}`;
  const freelancer = `${firstId + users} + (${thread} / ${users} * 7 + ${thread}) % ${users}`;
  return [
    `INSERT INTO auth_user (id, username, password, is_superuser, first_name, last_name, email, is_staff, is_active, date_joined)
      ${ids(2 * users)} SELECT ${firstId} + i, 'person_' || i, '!', 0, '', '', '', 0, 1, '2024-01-01 00:00:00' FROM n`,
    `INSERT INTO users_client (id, company_name, user_id) ${ids(users)} SELECT ${firstId} + i, '', ${firstId} + i FROM n`,
    `INSERT INTO users_freelancer (id, headline, user_id)
      ${ids(users)} SELECT ${firstId + users} + i, '', ${firstId + users} + i FROM n`,
    `INSERT INTO jobs_job (id, title, description, created_at, client_id)
      ${ids(threads)} SELECT ${firstId} + i, 'Job ' || i, '', '2024-01-01 00:00:00', ${firstId} + i % ${users} FROM n`,
    `INSERT INTO chat_chatthread (id, created_at, last_message_at, is_active, client_id, freelancer_id, job_id)
      ${ids(threads)} SELECT ${firstId} + i, '2024-01-01 00:00:00', ${at(`60 * (i + ${messagesInThread - 1} * ${threads})`)}, i % 10 > 0,
        ${firstId} + i % ${users}, ${firstId + users} + (i / ${users} * 7 + i) % ${users}, ${firstId} + i FROM n`,
    `INSERT INTO chat_chatmessage (id, message, message_type, sent_at, is_read, sender_id, thread_id)
      ${ids(messages)} SELECT ${firstId} + i, substr('Message ' || i || replace(hex(zeroblob(140)), '00', ', more'), 1, 20 + i * 37 % 280),
        'text', ${at(`60 * (${thread} + i % ${messagesInThread} * ${threads})`)}, i % 4 > 0,
        CASE WHEN i % 3 > 0 THEN ${client} ELSE ${freelancer} END, ${firstId} + ${thread} FROM n`,
    `INSERT INTO chat_messageread (message_id, user_id, read_at)
      ${ids(messages)} SELECT ${firstId} + i, CASE WHEN i % 3 > 0 THEN ${freelancer} ELSE ${client} END, '2025-01-01 00:00:00' FROM n
      WHERE i % 4 > 0`,
  ];
}

/** A database of the old system with that many messages, which goes on as the old system would. */
export class OldSystem {
  readonly messages: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'old-system-'));
  readonly #path = join(this.#folder, 'db.sqlite3');
  readonly #db: DatabaseSyncInstance;

  constructor(messages: number) {
    copyFileSync(smallDatabase, this.#path);
    this.#db = new DatabaseSync(this.#path, { enableForeignKeyConstraints: false, timeout: 30_000 });
    this.#db.exec('PRAGMA synchronous = OFF');
    this.#db.exec(['BEGIN', ...rowsOf(messages), 'COMMIT'].join(';'));
    this.messages = Number((this.#db.prepare('SELECT COUNT(*) AS n FROM chat_chatmessage').get() as { n: number }).n);
  }

  get url(): string {
    return `sqlite:///${this.#path}`;
  }

  /** Somebody says something in some thread: the old system goes on. */
  say(): void {
    this.#db.exec(`INSERT INTO chat_chatmessage (message, message_type, sent_at, is_read, sender_id, thread_id)
      SELECT 'said meanwhile', 'text', strftime('%Y-%m-%d %H:%M:%f', 'now'), 0, f.user_id, t.id
      FROM chat_chatthread t JOIN users_freelancer f ON f.id = t.freelancer_id
      WHERE t.id >= ${firstId} ORDER BY random() LIMIT 1`);
  }

  /** The id of a message of the large threads, by its place in the log of the first of them. */
  messageOfFirstThread(seq: number): string {
    const statement = this.#db.prepare(
      'SELECT id FROM chat_chatmessage WHERE thread_id = ? ORDER BY sent_at LIMIT 1 OFFSET ?',
    );
    return String((statement.get(firstId, seq - 1) as { id: number }).id);
  }

  close(): void {
    this.#db.close();
    rmSync(this.#folder, { recursive: true });
  }
}
