import { DatabaseSync, type StatementSyncInstance } from '@photostructure/sqlite';
import { existsSync } from 'node:fs';
import { SourceError, type Table } from './catalog.ts';
import { quoted, type Database, type Dialect, type Row } from './database.ts';

/** Another process may be writing: SQLite waits for it. */
const busyTimeoutMs = 30_000;

/** A text that is read as text would end at its first NUL. */
const dialect: Dialect = {
  time: (column) => `CAST(${column} AS TEXT)`,
  text: (column) => `CAST(${column} AS BLOB)`,
  json: (column) => `CAST(${column} AS TEXT)`,
};

/**
 * Opens the file for reading only. If it is in WAL mode, everything is read as of one moment; in any other mode a long
 * read would keep the old system from writing, so that each query sees what is there then.
 * @throws SourceError if it is no SQLite database
 */
export function openSqlite(path: string): Database {
  const db = open(path);
  const statements = new Map<string, StatementSyncInstance>();
  const prepare = (sql: string) => {
    const statement = statements.get(sql) ?? db.prepare(sql.replaceAll(/\$(\d+)/g, '?$1'));
    statements.set(sql, statement);
    return statement;
  };
  const all = async (sql: string, parameters: string[]) => prepare(sql).all(...parameters) as Row[];
  return { dialect, all, tables: () => readTables(all), close: async () => db.close() };
}

function open(path: string) {
  if (!existsSync(path)) throw new SourceError(`--from: there is no file ${path}`);
  try {
    const db = new DatabaseSync(path, { readOnly: true, timeout: busyTimeoutMs });
    const [mode] = db.prepare('PRAGMA journal_mode').all() as Row[];
    if (mode?.journal_mode === 'wal') db.exec('BEGIN');
    return db;
  } catch (error) {
    throw new SourceError(`--from: ${path}: ${(error as Error).message}`);
  }
}

async function readTables(all: Database['all']): Promise<Table[]> {
  const names = await all("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'", []);
  return Promise.all(names.map(({ name }) => readTable(all, String(name))));
}

async function readTable(all: Database['all'], name: string): Promise<Table> {
  const columns = await all(`PRAGMA table_info(${quoted(name)})`, []);
  const keys = await all(`PRAGMA foreign_key_list(${quoted(name)})`, []);
  return {
    name,
    columns: columns.map((column) => ({ name: String(column.name), type: String(column.type) })),
    primaryKey: String(columns.find(({ pk }) => pk === 1)?.name ?? 'id'),
    foreignKeys: keys.map((key) => ({
      column: String(key.from),
      table: String(key.table),
      to: key.to === null ? null : String(key.to),
    })),
  };
}
