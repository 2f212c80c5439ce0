import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { timeReader } from '../../import/map/time.ts';
import { openSource } from '../../import/old/open.ts';
import type { OldChat, OldThread } from '../../import/old/rows.ts';
import { OldDatabase } from '../support/old-database.ts';

/**
 * PostgreSQL itself, compiled to WebAssembly, behind a socket; or the server of IMPORT_TEST_POSTGRES, in whose database
 * the test makes a schema of its own (docs/moving.md).
 */
const realServer = process.env.IMPORT_TEST_POSTGRES;
const schema = 'chat_import_test';
let server: PGLiteSocketServer | undefined;
let postgres: OldChat;
let sqlite: OldChat;
let old: OldDatabase;

/** The tables that Django makes of the models, in an order in which their foreign keys exist. */
const tables = {
  auth_user: 'id integer PRIMARY KEY, username varchar(150) NOT NULL',
  users_client: 'id bigint PRIMARY KEY, user_id integer NOT NULL REFERENCES auth_user',
  users_freelancer: 'id bigint PRIMARY KEY, user_id integer NOT NULL REFERENCES auth_user',
  jobs_job: 'id bigint PRIMARY KEY, title varchar(200) NOT NULL',
  chat_chatthread: `id bigint PRIMARY KEY, client_id bigint REFERENCES users_client,
    freelancer_id bigint REFERENCES users_freelancer, job_id bigint REFERENCES jobs_job,
    created_at timestamptz, last_message_at timestamptz, is_active boolean`,
  chat_chatmessage: `id bigint PRIMARY KEY, thread_id bigint REFERENCES chat_chatthread,
    sender_id integer REFERENCES auth_user, message text, message_type varchar(20), sent_at timestamptz,
    is_read boolean, edited_at timestamptz, metadata jsonb`,
  chat_messageread: `id bigint PRIMARY KEY, message_id bigint REFERENCES chat_chatmessage,
    user_id integer REFERENCES auth_user, read_at timestamptz`,
};

async function fill(url: string): Promise<void> {
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  await db.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE; CREATE SCHEMA ${schema}; SET search_path = ${schema}`);
  await db.query("SET TIME ZONE 'UTC'");
  for (const [table, columns] of Object.entries(tables)) {
    await db.query(`CREATE TABLE ${table} (${columns})`);
    const names = [...columns.matchAll(/(?:^|,)\s*(\w+) /g)].map(([, name]) => name);
    const rows = old.all(`SELECT ${names.join(', ')} FROM ${table}`);
    const insert = `INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1)`;
    const parsed = rows.map((row) => (row.metadata ? { ...row, metadata: JSON.parse(row.metadata) } : row));
    await db.query(insert, [JSON.stringify(parsed)]);
  }
  await db.end();
}

async function startServer(): Promise<string> {
  server = new PGLiteSocketServer({ db: await PGlite.create(), host: '127.0.0.1', port: 0 });
  await server.start();
  return `postgres://postgres:postgres@${server.getServerConn()}/postgres?sslmode=disable`;
}

beforeAll(async () => {
  old = new OldDatabase();
  const url = new URL(realServer ?? (await startServer()));
  await fill(url.href);
  url.searchParams.set('options', `-c search_path=${schema}`);
  postgres = await openSource(url.href);
  sqlite = await openSource(old.url);
});
afterAll(async () => {
  await postgres?.close();
  await sqlite?.close();
  await server?.stop();
  old.close();
});

/** Everything that is read, with times and JSON in one form. */
async function everything(chat: OldChat) {
  const readTime = timeReader('UTC');
  const threads: OldThread[] = [];
  for await (const thread of chat.threads()) threads.push(thread);
  return Promise.all(
    threads.map(async ({ createdAt, lastMessageAt, ...thread }) => {
      const ids = (await chat.keysOf(thread.id)).map(({ id }) => id).sort();
      const messages = ids.length === 0 ? [] : await chat.messages(ids);
      const reads = ids.length === 0 ? [] : await chat.readsOf(ids);
      return {
        ...thread,
        times: [createdAt, lastMessageAt].map(readTime),
        messages: messages
          .map(({ sentAt, editedAt, metadata, ...message }) => ({
            ...message,
            times: [readTime(sentAt), editedAt && readTime(editedAt)],
            metadata: metadata && JSON.parse(metadata),
          }))
          .sort((a, b) => Number(a.id) - Number(b.id)),
        reads: reads
          .map(({ readAt, ...read }) => ({ ...read, at: readTime(readAt) }))
          .sort((a, b) => Number(a.id) - Number(b.id)),
      };
    }),
  );
}

test('PostgreSQL and SQLite tell the same of the old system (IM-1)', async () => {
  const [one, other] = [await everything(postgres), await everything(sqlite)];
  expect(one).toHaveLength(15);
  expect(one).toEqual(other);
  expect(await postgres.counts()).toEqual({ threads: 15, messages: 400 });
  expect([postgres.timesHaveZones, sqlite.timesHaveZones]).toEqual([true, null]);
});

test.each([
  ['postgres://nobody@127.0.0.1:1/none', /^--from: the database does not answer: /],
  ['sqlite:////there/is/none.sqlite3', '--from: there is no file /there/is/none.sqlite3'],
  [`sqlite:///${import.meta.filename}`, /^--from: .*not a database/],
  ['mysql://here', /^--from: must be sqlite:/],
])('%s is refused in one line', (url, message) => expect(openSource(url)).rejects.toThrow(message));
