import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { ImportOptions } from '../../import/options.ts';
import { runImport } from '../../import/run.ts';
import type { Table } from '../rules/driver/rule-chat.ts';

/** A database of the old system, made by Django, with the oddities of real ones. */
const smallDatabase = fileURLToPath(new URL('../import/django-small.sqlite3', import.meta.url));

type Row = Record<string, any>;

/** A copy of it, which a test may change as the old system would. */
export class OldDatabase {
  readonly path: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'old-chat-'));
  readonly #db: DatabaseSyncInstance;

  constructor() {
    this.path = join(this.#folder, 'db.sqlite3');
    copyFileSync(smallDatabase, this.path);
    this.#db = new DatabaseSync(this.path, { enableForeignKeyConstraints: false });
  }

  get url(): string {
    return `sqlite:///${this.path}`;
  }

  all(sql: string, ...values: (string | number | null)[]): Row[] {
    return this.#db.prepare(sql).all(...values) as Row[];
  }

  run(sql: string, ...values: (string | number | null)[]): void {
    this.#db.prepare(sql).run(...values);
  }

  /** As the old system writes a message. */
  send(threadId: number, senderId: number, text: string, sentAt: string): void {
    const columns = 'thread_id, sender_id, message, sent_at, message_type, is_read';
    this.run(
      `INSERT INTO chat_chatmessage (${columns}) VALUES (?, ?, ?, ?, 'text', 0)`,
      threadId,
      senderId,
      text,
      sentAt,
    );
    this.run('UPDATE chat_chatthread SET last_message_at = ? WHERE id = ?', sentAt, threadId);
  }

  close(): void {
    this.#db.close();
    rmSync(this.#folder, { recursive: true });
  }
}

/** Imports into the table of a chat. Returns whether it was complete, and the report. */
export async function importInto(
  { documents, tableName }: Pick<Table, 'documents' | 'tableName'>,
  from: string,
  options: Partial<ImportOptions> = {},
): Promise<{ isComplete: boolean; lines: string[] }> {
  const lines: string[] = [];
  const endpoint = await endpointOf(documents);
  const target = { tableName, region: null, endpoint, isLocal: true };
  const output = { print: (line: string) => void lines.push(line), progress: new PassThrough().resume() };
  const isComplete = await runImport({ from, target, timeZone: null, dryRun: false, ...options }, output);
  return { isComplete, lines };
}

async function endpointOf(documents: Table['documents']): Promise<string> {
  const { protocol, hostname, port } = await documents.config.endpoint!();
  return `${protocol}//${hostname}:${port}`;
}
