import { findTables, hasColumns, type ChatTables, type Participant, type Table } from './catalog.ts';
import { quoted, type Database, type Row, type Value } from './database.ts';
import type { OldChat, OldMessage, OldThread, OldUser } from './rows.ts';

const threadsInPage = 200;

/**
 * The chat in the old database.
 * @throws SourceError if the database has no chat in it, or more than one
 */
export async function openOldChat(db: Database): Promise<OldChat> {
  const tables = findTables(await db.tables());
  const { threads, messages, reads } = tables;
  const queries = new Queries(db, tables);
  const count = async (table: Table) =>
    Number((await db.all(`SELECT COUNT(*) AS n FROM ${quoted(table.name)}`, []))[0]?.n);
  return {
    timesHaveZones: zonesOf(messages),
    counts: async () => ({ threads: await count(threads), messages: await count(messages) }),
    threads: () => pages(db, queries),
    async keysOf(threadId) {
      const rows = await db.all(queries.keys, [threadId]);
      return rows.map(({ id, sent_at }) => ({ id: String(id), sentAt: String(sent_at) }));
    },
    async messages(ids) {
      return (await db.all(queries.messages(ids.length), ids)).map(toMessage);
    },
    async readsOf(ids) {
      if (reads === null) return [];
      const rows = await db.all(queries.reads(reads, ids.length), ids);
      return rows.map(({ id, message_id, user_id, read_at }) => ({
        id: String(id),
        messageId: String(message_id),
        userId: String(user_id),
        readAt: String(read_at),
      }));
    },
    close: () => db.close(),
  };
}

function zonesOf({ columns }: Table): boolean | null {
  const type = columns.find(({ name }) => name === 'sent_at')?.type ?? '';
  return type.startsWith('timestamp') ? type === 'timestamp with time zone' : null;
}

async function* pages(db: Database, queries: Queries): AsyncGenerator<OldThread> {
  let after: string | undefined;
  do {
    const rows = await db.all(queries.threads(after !== undefined), after === undefined ? [] : [after]);
    yield* rows.map(toThread);
    after = rows.length < threadsInPage ? undefined : String(rows.at(-1)?.id);
  } while (after !== undefined);
}

/** The SQL of the import. Ids are read as text, because Django's may be numbers or UUIDs. */
class Queries {
  readonly #db: Database;
  readonly #tables: ChatTables;

  constructor(db: Database, tables: ChatTables) {
    this.#db = db;
    this.#tables = tables;
  }

  threads(isContinued: boolean): string {
    const { threads, client, freelancer, job } = this.#tables;
    const id = `t.${quoted(threads.primaryKey)}`;
    return `
      SELECT ${asText(id)} AS id, ${this.#time('t', threads, 'created_at')} AS created_at,
             ${this.#time('t', threads, 'last_message_at')} AS last_message_at, t.is_active AS is_active,
             ${userColumns('c', client, 'client')}, ${userColumns('f', freelancer, 'freelancer')},
             ${job === null ? 'NULL AS job_id, NULL AS job_title' : `${asText('t.job_id')} AS job_id, ${titleOf(job.table)} AS job_title`},
             ${this.#firstOfTriple()} AS first_id
      FROM ${quoted(threads.name)} t ${userJoins('c', client)} ${userJoins('f', freelancer)}
      ${job === null ? '' : `LEFT JOIN ${quoted(job.table.name)} j ON j.${quoted(job.to)} = t.job_id`}
      ${isContinued ? `WHERE ${id} > $1` : ''} ORDER BY ${id} LIMIT ${threadsInPage}`;
  }

  #firstOfTriple(): string {
    const { threads, job } = this.#tables;
    const id = `o.${quoted(threads.primaryKey)}`;
    const sameJob = job === null ? '' : 'AND (o.job_id = t.job_id OR (o.job_id IS NULL AND t.job_id IS NULL))';
    return `(SELECT ${asText(id)} FROM ${quoted(threads.name)} o
      WHERE o.client_id = t.client_id AND o.freelancer_id = t.freelancer_id ${sameJob} ORDER BY ${id} LIMIT 1)`;
  }

  get keys(): string {
    const { messages } = this.#tables;
    const id = quoted(messages.primaryKey);
    return `SELECT ${asText(id)} AS id, ${this.#time('', messages, 'sent_at')} AS sent_at
      FROM ${quoted(messages.name)} WHERE thread_id = $1`;
  }

  messages(count: number): string {
    const { messages, sender } = this.#tables;
    const { dialect } = this.#db;
    const id = `m.${quoted(messages.primaryKey)}`;
    return `
      SELECT ${asText(id)} AS id, ${asText('m.sender_id')} AS sender_id, ${usernameOf('u', sender.table)} AS sender_name,
             ${dialect.text('m.message')} AS text, m.message_type AS type, ${this.#time('m', messages, 'sent_at')} AS sent_at,
             m.is_read AS is_read, ${this.#time('m', messages, 'edited_at')} AS edited_at,
             ${dialect.json('m.metadata')} AS metadata
      FROM ${quoted(messages.name)} m
      LEFT JOIN ${quoted(sender.table.name)} u ON u.${quoted(sender.to)} = m.sender_id
      WHERE ${id} IN (${parameters(count)})`;
  }

  reads(reads: Table, count: number): string {
    return `SELECT ${asText(quoted(reads.primaryKey))} AS id, ${asText('message_id')} AS message_id,
      ${asText('user_id')} AS user_id, ${this.#time('', reads, 'read_at')} AS read_at
      FROM ${quoted(reads.name)} WHERE message_id IN (${parameters(count)})`;
  }

  #time(alias: string, table: Table, column: string): string {
    const type = table.columns.find(({ name }) => name === column)?.type ?? '';
    return this.#db.dialect.time(alias === '' ? column : `${alias}.${column}`, type);
  }
}

const asText = (column: string) => `CAST(${column} AS TEXT)`;
const parameters = (count: number) => Array.from({ length: count }, (_, index) => `$${index + 1}`).join(', ');

/** A user model of a project's own may have no username: its users are shown by their ids. */
const usernameOf = (alias: string, users: Table) => (hasColumns(users, ['username']) ? `${alias}.username` : 'NULL');
const titleOf = (jobs: Table) => (hasColumns(jobs, ['title']) ? 'j.title' : 'NULL');

/** The user is joined as `<alias>u`, the profile as `<alias>p`. */
function userJoins(alias: string, { first, second }: Participant): string {
  const from = `t.${quoted(first.column)}`;
  if (second === null)
    return `LEFT JOIN ${quoted(first.table.name)} ${alias}u ON ${alias}u.${quoted(first.to)} = ${from}`;
  return `LEFT JOIN ${quoted(first.table.name)} ${alias}p ON ${alias}p.${quoted(first.to)} = ${from}
    LEFT JOIN ${quoted(second.table.name)} ${alias}u ON ${alias}u.${quoted(second.to)} = ${alias}p.${quoted(second.column)}`;
}

function userColumns(alias: string, { first, second }: Participant, name: string): string {
  const id = second === null ? `t.${quoted(first.column)}` : `${alias}p.${quoted(second.column)}`;
  const users = second === null ? first.table : second.table;
  return `${asText(id)} AS ${name}_id, ${usernameOf(`${alias}u`, users)} AS ${name}_name`;
}

/** A SQLite database has 0 and 1. */
const isTrue = (value: Value | undefined) => value === true || Number(value) === 1;
const textOf = (value: Value | undefined) =>
  value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : String(value ?? '');
const orNull = (value: Value | undefined) => (value === null || value === undefined ? null : String(value));

function toUser(id: Value | undefined, name: Value | undefined): OldUser | null {
  return id === null || id === undefined ? null : { id: String(id), username: orNull(name) };
}

function toThread(row: Row): OldThread {
  return {
    id: String(row.id),
    client: toUser(row.client_id, row.client_name),
    freelancer: toUser(row.freelancer_id, row.freelancer_name),
    job: orNull(row.job_id) === null ? null : { id: String(row.job_id), title: orNull(row.job_title) },
    createdAt: String(row.created_at),
    lastMessageAt: String(row.last_message_at),
    isActive: isTrue(row.is_active),
    firstOfTriple: String(row.first_id),
  };
}

function toMessage(row: Row): OldMessage {
  return {
    id: String(row.id),
    sender: { id: String(row.sender_id), username: orNull(row.sender_name) },
    text: textOf(row.text),
    type: String(row.type),
    sentAt: String(row.sent_at),
    isRead: isTrue(row.is_read),
    editedAt: orNull(row.edited_at),
    metadata: orNull(row.metadata),
  };
}
