import { Stack } from 'aws-cdk-lib';
import type { IWebSocketApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { FilesBucket } from './files-stack.ts';
import type { ObjectKind } from '../lambdas/chat/ports/files.ts';
import { keyPrefixes } from '../lambdas/files/keys.ts';
import type { FunctionName } from '../lambdas/platform/settings.ts';
import { tableSchema } from '../lambdas/data/table.ts';

type FileAction = 'GetObject' | 'PutObject' | 'DeleteObject' | 'AbortMultipartUpload' | 'ListMultipartUploadParts';
/** First letters of the partition keys: thread, user, receipts, marketplace event, endpoint of pushes, connection. */
type KeyPrefix = 'T#' | 'U#' | 'R#' | 'E#' | 'P#' | 'C#';
type TableAction = 'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'DeleteItem';

/** What one function may do, besides writing its own log. */
interface Grant {
  /** Each action on the items whose partition key starts with one of the prefixes. */
  table: Partial<Record<TableAction, KeyPrefix[]>>;
  /** Whose rows of the inbox index it may query. */
  inbox?: KeyPrefix[];
  /** On any connection of the WebSocket stage: post to it, close it. */
  connections: ('POST' | 'DELETE')[];
  /** What it may do with which kinds of objects in the bucket of files. */
  files?: Partial<Record<FileAction, ObjectKind[]>>;
  /** Whether it may see that an object does not exist: S3 says so only to those who may list. */
  seesMissingFiles?: boolean;
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
  attachments: {
    table: {
      ...pushing,
      GetItem: ['T#', 'U#'],
      BatchGetItem: ['T#', 'U#'],
      PutItem: ['T#', 'U#'],
      UpdateItem: ['T#', 'U#'],
      DeleteItem: ['T#'],
    },
    connections: ['POST', 'DELETE'],
    files: {
      GetObject: ['file', 'preview'],
      PutObject: ['file', 'preview'],
      ListMultipartUploadParts: ['file'],
      DeleteObject: ['file', 'preview'],
    },
    seesMissingFiles: true,
  },
  'remove-files': {
    table: { DeleteItem: ['T#'] },
    connections: [],
    files: { DeleteObject: ['file', 'preview'], AbortMultipartUpload: ['file'] },
  },
  'scan-result': {
    table: {
      ...pushing,
      GetItem: ['T#'],
      BatchGetItem: ['T#', 'U#'],
      PutItem: ['T#'],
      UpdateItem: ['T#', 'U#'],
    },
    connections: ['POST', 'DELETE'],
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
  'socket-io': { table: { GetItem: ['C#'] }, connections: ['POST', 'DELETE'] },
  'publish-changes': {
    table: { ...pushing, GetItem: ['T#'], BatchGetItem: ['T#', 'U#'], UpdateItem: ['T#', 'U#'] },
    connections: ['POST', 'DELETE'],
  },
  notifications: {
    table: {
      GetItem: ['U#'],
      BatchGetItem: ['T#', 'U#', 'P#'],
      Query: ['T#', 'U#'],
      PutItem: ['P#'],
      UpdateItem: ['U#'],
      DeleteItem: ['P#'],
    },
    // A user who calls without end is disconnected (WS-18).
    connections: ['DELETE'],
  },
};

/** What connections of Socket.IO need besides: the row that says who has signed in. */
const socketIoTable: Partial<Record<FunctionName, Grant['table']>> = {
  disconnect: { DeleteItem: ['C#'] },
  frame: { GetItem: ['C#'], PutItem: ['C#'] },
};

/** All actions of both, each on the prefixes of both. */
function merged(one: Grant['table'], other: Grant['table'] = {}): Grant['table'] {
  const actions = [...new Set([...Object.keys(one), ...Object.keys(other)])] as TableAction[];
  return Object.fromEntries(actions.map((action) => [action, [...(one[action] ?? []), ...(other[action] ?? [])]]));
}

/** What the statements are about: this table, these files, the connections of this stage, and no other. */
export interface Granted {
  table: ITableV2;
  files: FilesBucket | null;
  api: IWebSocketApi;
  stageName: string;
  /** Whether connections of Socket.IO are accepted. */
  socketIo: boolean;
}

/** The policy statements of one function. */
export function statementsOf(name: FunctionName, given: Granted): PolicyStatement[] {
  const { table, files, api, stageName, socketIo } = given;
  const { table: items, inbox, connections } = grants[name];
  const actions = Object.entries(socketIo ? merged(items, socketIoTable[name]) : items) as [TableAction, KeyPrefix[]][];
  const statements = actions.map(([action, prefixes]) => onKeys(table.tableArn, action, prefixes));
  if (inbox !== undefined)
    statements.push(onKeys(`${table.tableArn}/index/${tableSchema.inboxIndex.name}`, 'Query', inbox));
  if (files !== null) statements.push(...onFiles(files, grants[name]));
  if (connections.length > 0) statements.push(manageConnections(api, stageName, connections));
  return statements;
}

function onFiles({ bucketArn }: FilesBucket, { files = {}, seesMissingFiles = false }: Grant): PolicyStatement[] {
  const statements = (Object.entries(files) as [FileAction, ObjectKind[]][]).map(
    ([action, kinds]) =>
      new PolicyStatement({
        actions: [`s3:${action}`],
        resources: kinds.map((kind) => `${bucketArn}/${keyPrefixes[kind]}*`),
      }),
  );
  const list = new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucketArn] });
  return seesMissingFiles ? [...statements, list] : statements;
}

/** Why the wildcards in the result of `statementsOf` cannot be narrowed, by the finding of cdk-nag. */
export function wildcardReasons(statements: PolicyStatement[]): Record<string, string> {
  const resources = statements.flatMap((statement) => statement.resources);
  const reasonOf = (resource: string) =>
    resource.endsWith('/@connections/*')
      ? 'API Gateway makes up the ids of connections'
      : Object.values(keyPrefixes).some((prefix) => resource.endsWith(`/${prefix}*`))
        ? 'The files of users have random keys below this prefix'
        : null;
  return Object.fromEntries(
    resources.flatMap((resource) => {
      const reason = reasonOf(resource);
      return reason === null ? [] : [[`IAM5[Resource::${resource}]`, reason]];
    }),
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
