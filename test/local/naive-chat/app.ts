import { accountId, executeApiHost, region, type AppModel, type FunctionModel } from 'cdk-app-emulator';
import type { PolicyStatement } from '../../../emulator/iam/policy.ts';
import { functionModel } from '../../../emulator/test/support/functions.ts';

const apiId = 'naivechat1';
const tableArn = `arn:aws:dynamodb:${region}:${accountId}:table/connections`;
export const managementUrl = `https://${executeApiHost(apiId)}/ws`;

function allow(actions: string[], resource: string): PolicyStatement {
  return { effect: 'Allow', actions, resources: [resource], conditions: {} };
}

/** What the chat needs if it did what it should. */
const role = [
  allow(['dynamodb:PutItem', 'dynamodb:DeleteItem'], tableArn),
  allow(
    ['execute-api:ManageConnections'],
    `arn:aws:execute-api:${region}:${accountId}:${apiId}/ws/POST/@connections/*`,
  ),
];

export interface NaiveOptions {
  /** Which of the handlers takes `$connect`. */
  connect?: 'connect' | 'connectInSilence';
  /** The role may scan. */
  mayScan?: boolean;
}

/** The naive chat as the local runtime takes an app. */
export function naiveApp({ connect = 'connect', mayScan = false }: NaiveOptions = {}): AppModel {
  const statements = mayScan ? [...role, allow(['dynamodb:Scan'], tableArn)] : role;
  const functions = ['connect', 'connectInSilence', 'say', 'disconnect'].map((name): FunctionModel => {
    const environment = { TABLE: 'connections', MANAGEMENT_URL: managementUrl };
    return {
      ...functionModel(name, statements),
      codeFolder: import.meta.dirname,
      handler: `chat.${name}`,
      memoryMb: 256,
      environment,
    };
  });
  const arnOf = (name: string) => functions.find((model) => model.name === name)?.arn ?? '';
  const routes = { $connect: connect, $default: 'say', $disconnect: 'disconnect' };
  return {
    functions,
    webSocketApi: {
      apiId,
      stage: 'ws',
      routeSelectionExpression: '$request.body.action',
      routes: Object.entries(routes).map(([routeKey, name]) => ({
        routeKey,
        integration: { functionArn: arnOf(name), timeoutMs: 29_000 },
        returnsResponse: false,
        authorizer: null,
      })),
    },
    httpApi: { apiId: 'naivehttp1', stage: '$default', routes: [], cors: null },
    buckets: [],
    secrets: [],
    customResources: [],
    tables: [
      {
        logicalId: 'Connections',
        name: 'connections',
        arn: tableArn,
        partitionKey: 'id',
        sortKey: null,
        attributeTypes: { id: 'S' },
        indexes: [],
        ttlAttribute: null,
        stream: false,
      },
    ],
    queues: [],
    buses: [],
    rules: [],
  };
}
