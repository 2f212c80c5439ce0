import { describe, expect, test } from 'vitest';
import { findTables, type Table } from '../../import/old/catalog.ts';

/** A table whose columns that are named `column → table` or `column → table.column` are foreign keys. */
function table(name: string, columns: string, primaryKey = 'id'): Table {
  const parts = columns.split(', ').map((column) => column.split(' → '));
  return {
    name,
    primaryKey,
    columns: [primaryKey, ...parts.map(([column]) => column!)].map((column) => ({ name: column, type: 'text' })),
    foreignKeys: parts.flatMap(([column, target]) => {
      if (target === undefined) return [];
      const [to, toColumn = null] = target.split('.');
      return [{ column: column!, table: to!, to: toColumn }];
    }),
  };
}

const messageColumns = 'message, message_type, sent_at, is_read, edited_at, metadata';
const threadColumns = 'created_at, last_message_at, is_active';
const talk = table('a_talk', `client_id → p_client, freelancer_id → p_free, job_id → j_job, ${threadColumns}`);
const said = table('a_said', `thread_id → a_talk, sender_id → people, ${messageColumns}`);
const seen = table('a_seen', 'message_id → a_said, user_id → people, read_at');
const users = table('people', 'username');
const jobs = table('j_job', 'title');
const clients = table('p_client', 'user_id → people, referrer_id → people', 'user_id');
const freelancers = table('p_free', 'person_ptr_id → people.id', 'person_ptr_id');
const all = [talk, said, seen, users, jobs, clients, freelancers];

describe('the tables of the old system', () => {
  test('are found by their columns and foreign keys, whatever they are called', () => {
    expect(findTables(all)).toMatchObject({
      threads: { name: 'a_talk' },
      messages: { name: 'a_said' },
      reads: { name: 'a_seen' },
      sender: { table: { name: 'people' }, to: 'id' },
      client: { first: { table: { name: 'p_client' }, to: 'user_id' }, second: { column: 'user_id', to: 'id' } },
      freelancer: { first: { to: 'person_ptr_id' }, second: { column: 'person_ptr_id', to: 'id' } },
      job: { table: { name: 'j_job' } },
    });
  });

  test('may have no profiles, no jobs and no read rows', () => {
    const direct = table('a_talk', `client_id → people, freelancer_id → people, ${threadColumns}`);
    const found = findTables([direct, said, users]);
    expect(found).toMatchObject({ client: { second: null }, freelancer: { second: null }, job: null, reads: null });
  });

  test.each([
    [[users], '--from: no table of the database has the columns of ChatMessage'],
    [
      [...all, { ...said, name: 'b_said' }],
      '--from: more than one table of the database has the columns of ChatMessage: a_said, b_said',
    ],
    [
      all.map((one) => (one === clients ? table('p_client', 'name') : one)),
      '--from: no foreign key of p_client says which row of people it belongs to',
    ],
    [
      all.map((one) => (one === said ? { ...said, foreignKeys: said.foreignKeys.slice(0, 1) } : one)),
      '--from: a_said.sender_id has no foreign key that says what it refers to',
    ],
  ])('that are not there, or there twice, are an error that names them', (tables, message) =>
    expect(() => findTables(tables)).toThrow(message),
  );
});
