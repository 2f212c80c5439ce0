import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { functionNames } from '../lambdas/platform/settings.ts';
import type { CodeFolderOf } from './bundles.ts';
import { ChatFunctions, type Environments } from './functions.ts';
import { statementsOf } from './grants.ts';
import { restBase } from '../protocol/limits.ts';
import { ChatHttpApi } from './http-api.ts';
import type { Identity } from './identity-stack.ts';
import { MarketplaceEvents } from './marketplace-events.ts';
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

  constructor(scope: Construct, id: string, { settings, table, identity, codeFolderOf, ...props }: ApiStackProps) {
    super(scope, id, props);
    const webSocket = new ChatWebSocketApi(this, 'WebSocket', settings);
    const environments = environmentsFor(settings, table, identity, webSocket.stage.callbackUrl);
    const functions = new ChatFunctions(this, 'Functions', { settings, codeFolderOf, environments });
    webSocket.addRoutes(functions);
    const http = new ChatHttpApi(this, 'Http', { settings, identity, functions });
    for (const name of functionNames) {
      const statements = statementsOf(name, table, webSocket.api, webSocket.stage.stageName);
      statements.forEach((statement) => functions.byName[name].addToRolePolicy(statement));
    }
    const systemMessage = functions.byName['system-message'];
    const events = new MarketplaceEvents(this, 'Events', { settings, systemMessage });

    this.addresses = {
      apiUrl: `${http.origin}${restBase}`,
      webSocketUrl: webSocket.url,
      origins: [http.origin, webSocket.origin],
    };
    this.output({
      ApiUrl: this.addresses.apiUrl,
      WebSocketUrl: this.addresses.webSocketUrl,
      Issuer: identity.issuer,
      ClientId: identity.clientId,
      SystemMessageFunctionName: systemMessage.functionName,
      EventBusName: events.bus.eventBusName,
      UndeliveredEventsQueueUrl: events.undelivered.queueUrl,
      FailedEventsQueueUrl: events.failed.queueUrl,
    });
  }

  private output(values: Record<string, string>): void {
    for (const [name, value] of Object.entries(values)) new CfnOutput(this, name, { value });
  }
}

function environmentsFor(settings: DeploySettings, table: ITableV2, identity: Identity, managementUrl: string): Environments {
  const chat = { CHAT_TABLE: table.tableName, CHAT_MANAGEMENT_URL: managementUrl };
  const rules = { CHAT_EDIT_WINDOW: settings.editWindow, CHAT_RATE_LIMIT: settings.rateLimit };
  const username = { CHAT_USERNAME_CLAIM: settings.usernameClaim };
  const issuer = {
    CHAT_ISSUER: identity.issuer,
    CHAT_AUDIENCE: identity.audience.join(','),
    CHAT_JWKS_URI: identity.jwksUri,
    ...username,
  };
  return {
    authorizer: issuer,
    connect: { ...chat, CHAT_MAX_CONNECTIONS: settings.maxConnections },
    disconnect: chat,
    frame: { ...chat, ...rules, ...issuer },
    http: { ...chat, ...rules, ...username },
    'system-message': chat,
  };
}
