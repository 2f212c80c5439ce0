/** A quota of an AWS account that has not been raised, or a limit that cannot be. */
export interface Quota {
  /** A second; of Lambda, how many run at once. */
  amount: number;
  what: string;
  source: string;
}

const dynamoDb = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html';
const partition = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html';
const apiGateway = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html';
const webSockets =
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html';
const lambda = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html';

/** The defaults that figures are computed from. docs/operations.md names them; a test compares. */
export const accountQuotas = {
  requests: { amount: 10_000, what: 'requests of the account, pushes included', source: apiGateway },
  newConnections: { amount: 500, what: 'new connections of the account', source: webSockets },
  executions: { amount: 1_000, what: 'seconds of functions: how many run at once', source: lambda },
  tableWrites: { amount: 40_000, what: 'write units of a table', source: dynamoDb },
  tableReads: { amount: 40_000, what: 'read units of a table', source: dynamoDb },
  partitionWrites: { amount: 1_000, what: 'write units of a partition', source: partition },
  partitionReads: { amount: 3_000, what: 'read units of a partition', source: partition },
} as const satisfies Record<string, Quota>;
