import { resolve } from 'node:path';
import { SourceError } from './catalog.ts';
import type { Database } from './database.ts';
import { openOldChat } from './old-chat.ts';
import { openPostgres } from './postgres.ts';
import type { OldChat } from './rows.ts';
import { openSqlite } from './sqlite.ts';

/**
 * Opens the old system's database: `sqlite:////ABSOLUTE/PATH`, `sqlite:///RELATIVE/PATH` or `postgres://…`.
 * @throws SourceError of one line
 */
export async function openSource(url: string): Promise<OldChat> {
  const db = await openDatabase(url);
  try {
    return await openOldChat(db);
  } catch (error) {
    await db.close();
    throw error instanceof SourceError ? error : new SourceError(`--from: ${(error as Error).message}`);
  }
}

async function openDatabase(url: string): Promise<Database> {
  const sqlite = /^sqlite:\/\/\/(.+)$/s.exec(url);
  if (sqlite?.[1] !== undefined) return openSqlite(resolve(decodeURIComponent(sqlite[1])));
  if (/^postgres(ql)?:\/\//.test(url)) return openPostgres(url);
  throw new SourceError('--from: must be sqlite:////ABSOLUTE/PATH, sqlite:///RELATIVE/PATH or postgres://…');
}
