import type { Table } from './catalog.ts';

export type Value = string | number | bigint | boolean | Uint8Array | null;
export type Row = Record<string, Value>;

/** How a kind of database writes what the import asks for. */
export interface Dialect {
  /** A time as text: RFC 3339, without a zone if the column has none. */
  time(column: string, type: string): string;
  /** A text as it is, with all its characters. */
  text(column: string): string;
  /** JSON as text. */
  json(column: string): string;
}

/** The old database, which is only read. */
export interface Database {
  dialect: Dialect;
  /** All tables that the chat may be in. */
  tables(): Promise<Table[]>;
  /** The rows of a query; its parameters are `$1`, `$2` … */
  all(sql: string, parameters: string[]): Promise<Row[]>;
  close(): Promise<void>;
}

export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
