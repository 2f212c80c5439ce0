import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { functionNames, type FunctionName } from '../lambdas/platform/settings.ts';
import { acknowledge } from './acknowledge.ts';
import type { CodeFolderOf } from './bundles.ts';
import { ChangeStream } from './change-stream.ts';
import { ChatFunctions, type Environments } from './functions.ts';
import { statementsOf, wildcardReasons } from './grants.ts';
import { restBase } from '../protocol/limits.ts';
import { ChatHttpApi } from './http-api.ts';
import type { Identity } from './identity-stack.ts';
import { MarketplaceEvents } from './marketplace-events.ts';
import { metricsNamespace } from './metrics.ts';
import type { DeploySettings } from './settings.ts';
import { ChatWebSocketApi } from './web-socket-api.ts';

export interface ApiStackProps extends StackProps {
  settings: DeploySettings;
  table: ITableV2;
  identity: Identity;
  codeFolderOf: CodeFolderOf;
}

/** Where clients reach what was deployed. */
export interface Addresses {
  /** REST with its base path. */
  apiUrl: string;
  webSocketUrl: string;
  /** `scheme://host` of both. */
  origins: string[];
}

/** The functions and the three ways to them: WebSocket, REST and the marketplace's events. */
export class ApiStack extends Stack {
  readonly addresses: Addresses;
  readonly webSocket: ChatWebSocketApi;
  readonly http: ChatHttpApi;
  readonly functions: ChatFunctions;
  /** Those that can fall behind the table's stream. */
  readonly streamConsumers: Record<string, Function>;

  constructor(scope: Construct, id: string, { settings, table, identity, codeFolderOf, ...props }: ApiStackProps) {
    super(scope, id, props);
    this.webSocket = new ChatWebSocketApi(this, 'WebSocket', settings);
    const bus = new EventBus(this, 'Bus', { eventBusName: `chat-${settings.stage}` });
    const environments = environmentsFor({
      settings,
      table,
      identity,
      bus,
      managementUrl: this.webSocket.stage.callbackUrl,
    });
    this.functions = new ChatFunctions(this, 'Functions', { settings, codeFolderOf, environments });
    this.webSocket.addRoutes(this.functions);
    this.http = new ChatHttpApi(this, 'Http', { settings, identity, functions: this.functions });
    functionNames.forEach((name) => this.grant(name, table));
    const { 'system-message': systemMessage, 'publish-changes': publishChanges } = this.functions.byName;
    const events = new MarketplaceEvents(this, 'Events', { bus, systemMessage });
    const changes = new ChangeStream(this, 'Changes', { table, bus, publishChanges });
    this.streamConsumers = { 'publish-changes': publishChanges };

    this.addresses = {
      apiUrl: `${this.http.origin}${restBase}`,
      webSocketUrl: this.webSocket.url,
      origins: [this.http.origin, this.webSocket.origin],
    };
    this.output({
      ApiUrl: this.addresses.apiUrl,
      WebSocketUrl: this.addresses.webSocketUrl,
      Issuer: identity.issuer,
      ClientId: identity.clientId,
      SystemMessageFunctionName: systemMessage.functionName,
      EventBusName: bus.eventBusName,
      UndeliveredEventsQueueUrl: events.undelivered.queueUrl,
      FailedEventsQueueUrl: events.failed.queueUrl,
      UnpublishedChangesQueueUrl: changes.unpublished.queueUrl,
    });
  }

  private grant(name: FunctionName, table: ITableV2): void {
    const { api, stage } = this.webSocket;
    const statements = statementsOf(name, table, api, stage.stageName);
    statements.forEach((statement) => this.functions.byName[name].addToRolePolicy(statement));
    acknowledge(this.functions.roleOf(name), wildcardReasons(statements));
  }

  private output(values: Record<string, string>): void {
    for (const [name, value] of Object.entries(values)) new CfnOutput(this, name, { value });
  }
}

interface EnvironmentSources {
  settings: DeploySettings;
  table: ITableV2;
  identity: Identity;
  bus: IEventBus;
  managementUrl: string;
}

function environmentsFor({ settings, table, identity, bus, managementUrl }: EnvironmentSources): Environments {
  const metrics = { CHAT_METRICS_NAMESPACE: metricsNamespace(settings) };
  const chat = { CHAT_TABLE: table.tableName, CHAT_MANAGEMENT_URL: managementUrl, ...metrics };
  const rules = { CHAT_EDIT_WINDOW: settings.editWindow, CHAT_RATE_LIMIT: settings.rateLimit };
  const username = { CHAT_USERNAME_CLAIM: settings.usernameClaim };
  const issuer = {
    CHAT_ISSUER: identity.issuer,
    CHAT_AUDIENCE: identity.audience.join(','),
    CHAT_JWKS_URI: identity.jwksUri,
    ...username,
  };
  return {
    authorizer: { ...issuer, ...metrics },
    connect: { ...chat, CHAT_MAX_CONNECTIONS: settings.maxConnections },
    disconnect: chat,
    frame: { ...chat, ...rules, ...issuer },
    http: { ...chat, ...rules, ...username },
    'system-message': chat,
    'publish-changes': {
      CHAT_TABLE: table.tableName,
      CHAT_EVENT_BUS: bus.eventBusName,
      CHAT_EVENT_TEXT: settings.eventText,
    },
  };
}
