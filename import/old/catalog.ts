/** A table of the old database, as the database itself describes it. */
export interface Table {
  name: string;
  columns: Column[];
  primaryKey: string;
  foreignKeys: ForeignKey[];
}

export interface Column {
  name: string;
  type: string;
}

export interface ForeignKey {
  column: string;
  table: string;
  /** The column that it refers to; null for the primary key. */
  to: string | null;
}

/** A foreign key of a table, and the table and the column that it refers to. */
export interface Reference {
  column: string;
  table: Table;
  to: string;
}

/** From a participant of a thread to the user: through a profile, unless the thread names the user itself. */
export interface Participant {
  /** From the thread. */
  first: Reference;
  /** From the profile to the user; null if there is no profile. */
  second: Reference | null;
}

/** Where the chat is in the old database. */
export interface ChatTables {
  threads: Table;
  client: Participant;
  freelancer: Participant;
  /** Null if threads have no job. */
  job: Reference | null;
  messages: Table;
  sender: Reference;
  /** Null if the database keeps no read rows. */
  reads: Table | null;
}

/** The old database cannot be read; the message says why, in one line. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}

const messageColumns = [
  'thread_id',
  'sender_id',
  'message',
  'message_type',
  'sent_at',
  'is_read',
  'edited_at',
  'metadata',
];
const threadColumns = ['client_id', 'freelancer_id', 'created_at', 'last_message_at', 'is_active'];
const readColumns = ['message_id', 'user_id', 'read_at'];

/**
 * Finds the chat's tables by their columns and foreign keys, whatever the labels of the Django apps are.
 * @throws SourceError if there is none, or more than one
 */
export function findTables(tables: Table[]): ChatTables {
  const messages = only(
    'ChatMessage',
    tables.filter((table) => hasColumns(table, messageColumns) && !!tables.find((one) => isThreadOf(one, table))),
  );
  const { table: threads } = referenceOf(tables, messages, 'thread_id');
  const sender = referenceOf(tables, messages, 'sender_id');
  const reads = tables.filter((table) => hasColumns(table, readColumns) && refersTo(table, 'message_id', messages));
  return {
    threads,
    messages,
    sender,
    client: participantOf(tables, threads, 'client_id', sender.table),
    freelancer: participantOf(tables, threads, 'freelancer_id', sender.table),
    job: hasColumns(threads, ['job_id']) ? referenceOf(tables, threads, 'job_id') : null,
    reads: reads.length === 0 ? null : only('MessageRead', reads),
  };
}

const isThreadOf = (table: Table, messages: Table) =>
  hasColumns(table, threadColumns) && refersTo(messages, 'thread_id', table);

export function hasColumns({ columns }: Table, names: string[]): boolean {
  return names.every((name) => columns.some((column) => column.name === name));
}

function refersTo({ foreignKeys }: Table, column: string, { name }: Table): boolean {
  return foreignKeys.some((key) => key.column === column && key.table === name);
}

function only(model: string, found: Table[]): Table {
  const [table, ...others] = found;
  if (table === undefined) throw new SourceError(`--from: no table of the database has the columns of ${model}`);
  if (others.length === 0) return table;
  const names = found.map(({ name }) => name).join(', ');
  throw new SourceError(`--from: more than one table of the database has the columns of ${model}: ${names}`);
}

function referenceOf(tables: Table[], from: Table, column: string): Reference {
  const key = from.foreignKeys.find((one) => one.column === column);
  const table = tables.find(({ name }) => name === key?.table);
  if (key === undefined || table === undefined)
    throw new SourceError(`--from: ${from.name}.${column} has no foreign key that says what it refers to`);
  return { column, table, to: key.to ?? table.primaryKey };
}

function participantOf(tables: Table[], threads: Table, column: string, users: Table): Participant {
  const first = referenceOf(tables, threads, column);
  if (first.table.name === users.name) return { first, second: null };
  const keys = first.table.foreignKeys.filter(({ table }) => table === users.name);
  const key = keys.find((one) => one.column === 'user_id') ?? (keys.length === 1 ? keys[0] : undefined);
  if (key === undefined)
    throw new SourceError(
      `--from: no foreign key of ${first.table.name} says which row of ${users.name} it belongs to`,
    );
  return { first, second: referenceOf(tables, first.table, key.column) };
}
