/**
 * The table's shape: what the data stack provisions, what the local engine creates and what the queries rely on.
 * The index of the inbox shares the table's partition key; only rows that carry `active_step` are in it.
 */
export const tableSchema = {
  partitionKey: 'PK',
  sortKey: 'SK',
  ttlAttribute: 'ttl',
  inboxIndex: { name: 'inbox', partitionKey: 'PK', sortKey: 'active_step' },
} as const;
