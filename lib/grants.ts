import { Stack } from 'aws-cdk-lib';
import type { IWebSocketApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { FunctionName } from '../lambdas/platform/settings.ts';
import { tableSchema } from '../lambdas/data/table.ts';

/** First letters of the partition keys: thread, user, receipts, marketplace event. */
type KeyPrefix = 'T#' | 'U#' | 'R#' | 'E#';
type TableAction = 'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'DeleteItem';

/** What one function may do, besides writing its own log. */
interface Grant {
  /** Each action on the items whose partition key starts with one of the prefixes. */
  table: Partial<Record<TableAction, KeyPrefix[]>>;
  /** Whose rows of the inbox index it may query. */
  inbox?: KeyPrefix[];
  /** On any connection of the WebSocket stage: post to it, close it. */
  connections: ('POST' | 'DELETE')[];
}

/**
 * Each function that pushes may find a connection closed. It then ends it in the user's presence, deletes its row from
 * the room,
 * and reads the room to notify the others.
 */
const pushing = { UpdateItem: ['U#'], DeleteItem: ['T#'], Query: ['T#'] } satisfies Grant['table'];

/** The table of all permissions. A transaction needs the permission of each action in it. */
const grants: Record<FunctionName, Grant> = {
  authorizer: { table: {}, connections: [] },
  connect: { table: { ...pushing, UpdateItem: ['U#', 'T#'] }, connections: ['POST', 'DELETE'] },
  disconnect: { table: { ...pushing, UpdateItem: ['U#', 'T#'] }, connections: ['POST'] },
  frame: {
    table: {
      ...pushing,
      GetItem: ['T#', 'U#'],
      BatchGetItem: ['T#', 'U#'],
      PutItem: ['T#', 'R#'],
      UpdateItem: ['T#', 'U#'],
    },
    connections: ['POST', 'DELETE'],
  },
  http: {
    table: {
      GetItem: ['T#', 'U#'],
      BatchGetItem: ['T#', 'U#'],
      Query: ['T#', 'U#', 'R#'],
      PutItem: ['T#', 'R#'],
      UpdateItem: ['T#', 'U#'],
      DeleteItem: ['T#', 'U#'],
    },
    inbox: ['U#'],
    connections: ['POST', 'DELETE'],
  },
  search: {
    // The update is that of a ban (WS-18).
    table: { GetItem: ['T#'], BatchGetItem: ['T#'], Query: ['T#', 'U#'], UpdateItem: ['U#'] },
    connections: ['DELETE'],
  },
  'system-message': {
    table: {
      ...pushing,
      GetItem: ['T#', 'E#'],
      BatchGetItem: ['U#'],
      PutItem: ['T#', 'E#'],
      UpdateItem: ['T#', 'U#'],
    },
    connections: ['POST', 'DELETE'],
  },
  'publish-changes': {
    table: { ...pushing, GetItem: ['T#'], BatchGetItem: ['T#', 'U#'], UpdateItem: ['T#', 'U#'] },
    connections: ['POST', 'DELETE'],
  },
};

/** The policy statements of one function, on this table and the connections of this stage and no other. */
export function statementsOf(
  name: FunctionName,
  table: ITableV2,
  api: IWebSocketApi,
  stageName: string,
): PolicyStatement[] {
  const { table: items, inbox, connections } = grants[name];
  const actions = Object.entries(items) as [TableAction, KeyPrefix[]][];
  const statements = actions.map(([action, prefixes]) => onKeys(table.tableArn, action, prefixes));
  if (inbox !== undefined)
    statements.push(onKeys(`${table.tableArn}/index/${tableSchema.inboxIndex.name}`, 'Query', inbox));
  if (connections.length > 0) statements.push(manageConnections(api, stageName, connections));
  return statements;
}

/** Why the wildcards in the result of `statementsOf` cannot be narrowed, by the finding of cdk-nag. */
export function wildcardReasons(statements: PolicyStatement[]): Record<string, string> {
  const wildcards = statements
    .flatMap(({ resources }) => resources)
    .filter((resource) => resource.endsWith('/@connections/*'));
  return Object.fromEntries(
    wildcards.map((resource) => [`IAM5[Resource::${resource}]`, 'API Gateway makes up the ids of connections']),
  );
}

function onKeys(resource: string, action: TableAction, prefixes: KeyPrefix[]): PolicyStatement {
  return new PolicyStatement({
    actions: [`dynamodb:${action}`],
    resources: [resource],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': prefixes.map((prefix) => `${prefix}*`) } },
  });
}

/** The ids of connections are not known: API Gateway makes them up. */
function manageConnections(api: IWebSocketApi, stageName: string, methods: string[]): PolicyStatement {
  return new PolicyStatement({
    actions: ['execute-api:ManageConnections'],
    resources: methods.map((method) =>
      Stack.of(api).formatArn({
        service: 'execute-api',
        resource: api.apiId,
        resourceName: `${stageName}/${method}/@connections/*`,
      }),
    ),
  });
}
