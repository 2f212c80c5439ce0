import { Stack } from 'aws-cdk-lib';
import type { IWebSocketApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { FunctionName } from '../lambdas/platform/settings.ts';
import { tableSchema } from '../lambdas/data/table.ts';

/** First letters of the partition keys: thread, connection, user, receipts, marketplace event. */
type KeyPrefix = 'T#' | 'C#' | 'U#' | 'R#' | 'E#';
type TableAction = 'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'DeleteItem';

/** What one function may do, beside writing its own log. */
interface Grant {
  /** Each list of actions, on the items whose partition key starts with one of the prefixes. */
  table: { keys: KeyPrefix[]; actions: TableAction[] }[];
  /** Whose rows of the inbox index it may query. */
  inbox: KeyPrefix[];
  /** On any connection of the WebSocket stage: post to it, close it. */
  connections: ('POST' | 'DELETE')[];
}

const everything: TableAction[] = ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'];

/** The table of all permissions. A transaction needs the permission of each action in it. */
export const grants: Record<FunctionName, Grant> = {
  authorizer: { table: [], inbox: [], connections: [] },
  connect: {
    table: [{ keys: ['C#', 'U#', 'T#'], actions: ['Query', 'PutItem', 'UpdateItem', 'DeleteItem'] }],
    inbox: [],
    connections: ['POST', 'DELETE'],
  },
  disconnect: {
    table: [
      { keys: ['C#', 'U#', 'T#'], actions: ['DeleteItem'] },
      { keys: ['T#'], actions: ['Query'] },
    ],
    inbox: [],
    connections: ['POST'],
  },
  frame: {
    table: [
      { keys: ['T#', 'C#', 'U#'], actions: everything },
      { keys: ['R#'], actions: ['PutItem'] },
    ],
    inbox: [],
    connections: ['POST', 'DELETE'],
  },
  http: {
    table: [
      { keys: ['T#', 'C#', 'U#'], actions: everything },
      { keys: ['T#'], actions: ['BatchGetItem'] },
      { keys: ['R#'], actions: ['PutItem', 'Query'] },
    ],
    inbox: ['U#'],
    connections: ['POST', 'DELETE'],
  },
  'system-message': {
    table: [
      { keys: ['T#', 'C#', 'U#'], actions: everything },
      { keys: ['E#'], actions: ['GetItem', 'PutItem'] },
    ],
    inbox: [],
    connections: ['POST'],
  },
};

/** The policy statements of one function, on this table and the connections of this stage and no other. */
export function statementsOf(name: FunctionName, table: ITableV2, api: IWebSocketApi, stageName: string): PolicyStatement[] {
  const { table: items, inbox, connections } = grants[name];
  const statements = items.map(({ keys, actions }) => onKeys(table.tableArn, keys, actions));
  if (inbox.length > 0) statements.push(onKeys(`${table.tableArn}/index/${tableSchema.inboxIndex.name}`, inbox, ['Query']));
  if (connections.length > 0) statements.push(manageConnections(api, stageName, connections));
  return statements;
}

function onKeys(resource: string, prefixes: KeyPrefix[], actions: TableAction[]): PolicyStatement {
  return new PolicyStatement({
    actions: actions.map((action) => `dynamodb:${action}`),
    resources: [resource],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': prefixes.map((prefix) => `${prefix}*`) } },
  });
}

/** Which connections there will be nobody knows: their ids are AWS's. */
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
