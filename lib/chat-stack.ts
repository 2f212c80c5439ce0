import { Aws, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { FilesBucket } from './files-stack.ts';
import type { Construct } from 'constructs';
import type { FunctionName } from '../lambdas/platform/settings.ts';
import { millisecondsOf } from '../protocol/duration.ts';
import { immediateKinds } from '../protocol/change-event.ts';
import { restBase } from '../protocol/limits.ts';
import { acknowledge } from './acknowledge.ts';
import type { Built } from './build.ts';
import { ChangeStream } from './change-stream.ts';
import { environmentsFor } from './environments.ts';
import { FileRemoval } from './file-removal.ts';
import { ChatFunctions } from './functions.ts';
import { statementsOf, wildcardReasons } from './grants.ts';
import { ChatHttpApi } from './http-api.ts';
import { existingIdentity, signInOrigins, type Identity } from './identity.ts';
import { Notifications } from './notifications.ts';
import { MarketplaceEvents } from './marketplace-events.ts';
import { MalwareScan } from './malware-scan.ts';
import { Monitoring } from './monitoring.ts';
import { PageFiles } from './page-files.ts';
import { PageHost } from './page-host.ts';
import type { DeploySettings } from './settings.ts';
import { SocketIo } from './socket-io.ts';
import { ChatUserPool } from './user-pool.ts';
import { ChatWebSocketApi } from './web-socket-api.ts';

export interface ChatStackProps extends StackProps {
  settings: DeploySettings;
  table: ITableV2;
  /** The bucket of the files of messages; null without attachments. */
  files: FilesBucket | null;
  built: Built;
}

/**
 * Everything but the table, in one stack. What its parts need of each other is then no export, which a later deploy
 * with
 * other settings could not remove while another stack still imports it; and what a setting switches off is deleted.
 *
 * The parts are made in an order without a circle, so that one deploy is enough: the page's host comes before the user
 * pool and REST, which need its address. Its Content-Security-Policy names REST by a wildcard therefore.
 */
export class ChatStack extends Stack {
  constructor(parent: Construct, id: string, { settings, table, files, built, ...props }: ChatStackProps) {
    super(parent, id, props);
    const webSocket = new ChatWebSocketApi(this, 'WebSocket', settings);
    const host = built.pageFolder === null ? null : this.pageHost(settings, webSocket, files);
    const origins = originsOf(settings, host);
    const identity = this.identity(settings, origins);
    const bus = new EventBus(this, 'Bus', { eventBusName: `chat-${settings.stage}` });
    const notifications = settings.notifications
      ? this.notifications(settings, built, [...origins, identity.issuer])
      : null;
    const socketIo = settings.socketIo ? new SocketIo(this, 'SocketIo') : null;
    const environments = environmentsFor({
      settings,
      table,
      files,
      identity,
      bus,
      managementUrl: webSocket.stage.callbackUrl,
      notifications: notifications?.sources ?? null,
      rounds: socketIo?.rounds ?? null,
    });
    const functions = new ChatFunctions(this, 'Functions', {
      settings,
      codeFolderOf: built.codeFolderOf,
      environments,
    });
    webSocket.addRoutes(functions);
    const http = new ChatHttpApi(this, 'Http', { settings, functions, origins });
    functions.names.forEach((name) => grant(name, { functions, table, files, webSocket, settings }));
    const { 'system-message': systemMessage, 'publish-changes': publishChanges } = functions.byName;
    socketIo?.connect(functions, settings);
    const events = new MarketplaceEvents(this, 'Events', { bus, systemMessage });
    const publishes = immediateKinds(settings.events).length > 0;
    const changes = new ChangeStream(this, 'Changes', { table, bus: publishes ? bus : null, publishChanges });
    const { 'remove-files': removeFiles, 'scan-result': scanResult } = functions.byName;
    if (files !== null && scanResult !== undefined) new MalwareScan(this, 'MalwareScan', { files, scanResult });
    const removal = removeFiles === undefined ? null : new FileRemoval(this, 'FileRemoval', { table, removeFiles });
    const unremoved = removal === null ? [] : [removal.unremoved];
    notifications?.connect(functions.byName, bus);
    const unsent = notifications === null ? [] : [notifications.failed];
    new Monitoring(this, 'Monitoring', {
      settings,
      table,
      webSocket,
      http,
      functions,
      streamConsumers: {
        'publish-changes': publishChanges,
        ...(removeFiles === undefined ? {} : { 'remove-files': removeFiles }),
      },
      queues: [events.undelivered, events.failed, changes.unpublished, ...unremoved, ...unsent],
      workQueues: notifications === null ? [] : [notifications.queue],
      // An event in `failed` was refused, or has raised the alarms on the errors or throttles of its function.
      alarmedQueues: [events.undelivered, changes.unpublished, ...unremoved, ...unsent],
    });

    const addresses = { apiUrl: `${http.origin}${restBase}`, webSocketUrl: webSocket.url };
    if (host !== null && built.pageFolder !== null) {
      const { issuer, clientId } = identity;
      const { scope, authorizeParameters, usernameClaim, directoryUrl = '', language = '' } = settings;
      const parts = { attachments: settings.attachments, notifications: settings.notifications };
      const signIn = { issuer, clientId, scope, authorizeParameters, usernameClaim };
      const editWindowMs = millisecondsOf(settings.editWindow);
      const look = { language, brand: settings.brand };
      const config = { ...addresses, ...signIn, ...look, directoryUrl, ...parts, editWindowMs, dev: false };
      new PageFiles(this, 'PageFiles', { settings, bucket: host.bucket, folder: built.pageFolder, config });
    }
    this.output({
      ApiUrl: addresses.apiUrl,
      WebSocketUrl: addresses.webSocketUrl,
      Issuer: identity.issuer,
      ClientId: identity.clientId,
      SystemMessageFunctionName: systemMessage.functionName,
      EventBusName: bus.eventBusName,
      UndeliveredEventsQueueUrl: events.undelivered.queueUrl,
      FailedEventsQueueUrl: events.failed.queueUrl,
      UnpublishedChangesQueueUrl: changes.unpublished.queueUrl,
      ...(removal === null ? {} : { UnremovedFilesQueueUrl: removal.unremoved.queueUrl }),
      ...(notifications === null ? {} : { FailedNotificationsQueueUrl: notifications.failed.queueUrl }),
    });
  }

  private pageHost(settings: DeploySettings, webSocket: ChatWebSocketApi, files: FilesBucket | null): PageHost {
    const { rest } = settings.domains;
    const restOrigin = `https://${rest?.name ?? `*.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`}`;
    const directory = settings.directoryUrl === undefined ? [] : [new URL(settings.directoryUrl).origin];
    const connectSources = [restOrigin, webSocket.origin, ...signInOrigins(settings), ...directory];
    // From its name, which is exported: the address itself would be one more export.
    const fileSources = files === null ? [] : [`https://${files.bucketName}.s3.${Aws.REGION}.${Aws.URL_SUFFIX}`];
    return new PageHost(this, 'Page', { settings, connectSources, fileSources });
  }

  private identity(settings: DeploySettings, origins: string[]): Identity {
    if (settings.issuer !== null) return existingIdentity(settings.issuer);
    return new ChatUserPool(this, 'Identity', { settings, origins }).identity;
  }

  /** @param pages of the chat; push services reach its operator there if no e-mail address is known */
  private notifications(settings: DeploySettings, { codeFolderOf }: Built, pages: string[]): Notifications {
    const { pushContact, alarmReceiver } = settings;
    const email = alarmReceiver !== undefined && 'email' in alarmReceiver ? `mailto:${alarmReceiver.email}` : undefined;
    const page = pages.find((origin) => !origin.startsWith('http:'));
    const contact = pushContact ?? email ?? page ?? '';
    return new Notifications(this, 'Notifications', { settings, codeFolder: codeFolderOf('push-keys'), contact });
  }

  private output(values: Record<string, string>): void {
    for (const [name, value] of Object.entries(values)) new CfnOutput(this, name, { value });
  }
}

/**
 * The origins of all pages that may call REST, and that sign-in may return to: those of the settings, and the page's
 * own.
 */
function originsOf(settings: DeploySettings, host: PageHost | null): string[] {
  return [...new Set([...settings.origins, ...(host === null ? [] : [host.origin])])];
}

interface GrantProps {
  functions: ChatFunctions;
  table: ITableV2;
  files: FilesBucket | null;
  webSocket: ChatWebSocketApi;
  settings: DeploySettings;
}

function grant(name: FunctionName, { functions, table, files, webSocket, settings }: GrantProps): void {
  const { api, stage } = webSocket;
  const { socketIo } = settings;
  const statements = statementsOf(name, { table, files, api, stageName: stage.stageName, socketIo });
  statements.forEach((statement) => functions.byName[name]?.addToRolePolicy(statement));
  acknowledge(functions.roleOf(name), wildcardReasons(statements));
}
