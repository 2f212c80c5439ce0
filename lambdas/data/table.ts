/**
 * The table's shape: what the data stack provisions and what the queries rely on. The inbox index shares the table's
 * partition key; only rows with `active_step` are in it.
 */
export const tableSchema = {
  partitionKey: 'PK',
  sortKey: 'SK',
  ttlAttribute: 'ttl',
  inboxIndex: { name: 'inbox', partitionKey: 'PK', sortKey: 'active_step' },
} as const;
