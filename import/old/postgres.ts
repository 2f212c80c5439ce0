import pg from 'pg';
import { SourceError, type Table } from './catalog.ts';
import type { Database, Dialect, Row } from './database.ts';

const zoneless = `'YYYY-MM-DD"T"HH24:MI:SS.US'`;

const dialect: Dialect = {
  time: (column, type) =>
    type === 'timestamp with time zone'
      ? `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
      : `to_char(${column}, ${zoneless})`,
  text: (column) => column,
  json: (column) => `${column}::text`,
};

/** Those that are found without a schema's name, as Django finds them. */
const columnsQuery = `
  SELECT c.relname AS "table", a.attname AS "column", format_type(a.atttypid, NULL) AS type,
         COALESCE(a.attnum = ANY(i.indkey), false) AS "primary"
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
  WHERE c.relkind IN ('r', 'p') AND pg_table_is_visible(c.oid)
    AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
  ORDER BY c.relname, a.attnum`;
const keysQuery = `
  SELECT f.relname AS "from", a.attname AS "column", t.relname AS "table", b.attname AS "to"
  FROM pg_constraint k
  JOIN pg_class f ON f.oid = k.conrelid AND pg_table_is_visible(f.oid)
  JOIN pg_class t ON t.oid = k.confrelid
  JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
  JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[1]
  WHERE k.contype = 'f' AND array_length(k.conkey, 1) = 1`;

/**
 * Connects, and reads everything as of one moment, while the old system goes on.
 * @throws SourceError if the database cannot be reached
 */
export async function openPostgres(url: string): Promise<Database> {
  const client = new pg.Client({ connectionString: url });
  // A connection that is lost makes the query fail that needs it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  } catch (error) {
    throw new SourceError(`--from: the database does not answer: ${(error as Error).message}`);
  }
  // A connection answers one query at a time.
  let before: Promise<unknown> = Promise.resolve();
  const all = (sql: string, parameters: string[]): Promise<Row[]> => {
    const rows = before.then(async () => (await client.query<Row>(sql, parameters)).rows);
    before = rows.catch(() => undefined);
    return rows;
  };
  return { dialect, all, tables: () => readTables(all), close: () => client.end() };
}

async function readTables(all: Database['all']): Promise<Table[]> {
  const columns = await all(columnsQuery, []);
  const keys = await all(keysQuery, []);
  const names = [...new Set(columns.map(({ table }) => String(table)))];
  return names.map((name) => {
    const own = columns.filter(({ table }) => table === name);
    return {
      name,
      columns: own.map(({ column, type }) => ({ name: String(column), type: String(type) })),
      primaryKey: String(own.find(({ primary }) => primary === true)?.column ?? 'id'),
      foreignKeys: keys
        .filter(({ from }) => from === name)
        .map(({ column, table, to }) => ({ column: String(column), table: String(table), to: String(to) })),
    };
  });
}
