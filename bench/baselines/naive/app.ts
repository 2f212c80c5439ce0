import {
  accountId,
  executeApiHost,
  region,
  type FunctionModel,
  type AppModel,
  type TableModel,
} from 'cdk-app-emulator';

const apiId = 'naivechat1';
const tables = { CONNECTIONS: 'connections', MESSAGES: 'messages' };
const environment = { ...tables, MANAGEMENT_URL: `https://${executeApiHost(apiId)}/ws` };
const arnOfTable = (name: string) => `arn:aws:dynamodb:${region}:${accountId}:table/${name}`;

function functionNamed(name: string): FunctionModel {
  return {
    logicalId: name,
    name,
    shortName: name,
    arn: `arn:aws:lambda:${region}:${accountId}:function:${name}`,
    codeFolder: import.meta.dirname,
    handler: `handlers.${name}`,
    timeoutMs: 29_000,
    memoryMb: 512,
    environment,
    roleName: name,
    roleStatements: [{ effect: 'Allow', actions: ['*'], resources: ['*'], conditions: {} }],
    invokePermissions: [{ principal: 'apigateway.amazonaws.com', sourceArn: null }],
    asyncRetries: 0,
    asyncMaxAgeMs: 0,
    onFailureArn: null,
    deadLetterArn: null,
    streams: [],
    queues: [],
  };
}

function tableNamed(name: string, partitionKey: string, sortKey: string | null): TableModel {
  const attributeTypes: TableModel['attributeTypes'] = Object.fromEntries(
    [partitionKey, sortKey ?? partitionKey].map((key) => [key, 'S']),
  );
  return {
    logicalId: name,
    name,
    arn: arnOfTable(name),
    partitionKey,
    sortKey,
    attributeTypes,
    indexes: [],
    ttlAttribute: null,
    stream: false,
  };
}

const names = ['connect', 'join', 'say', 'disconnect'] as const;
const functions = names.map(functionNamed);
const routes = names.map((name, index) => ({
  routeKey: name === 'connect' || name === 'disconnect' ? `$${name}` : name,
  integration: { functionArn: (functions[index] as FunctionModel).arn, timeoutMs: 29_000 },
  returnsResponse: name === 'join' || name === 'say',
  authorizer: null,
}));

/** The naive chat as the local runtime takes an app: what is deployed for it, without a template. */
export const naiveApp: AppModel = {
  functions,
  webSocketApi: { apiId, stage: 'ws', routeSelectionExpression: '$request.body.action', routes },
  httpApi: { apiId: 'naivehttp1', stage: '$default', routes: [], cors: null },
  buckets: [],
  secrets: [],
  customResources: [],
  tables: [tableNamed(tables.CONNECTIONS, 'id', null), tableNamed(tables.MESSAGES, 'room', 'id')],
  queues: [],
  buses: [],
  rules: [],
};
