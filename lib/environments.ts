import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { FilesBucket } from './files-stack.ts';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { functionName, type Environments } from './functions.ts';
import type { Identity } from './identity.ts';
import { metricsNamespace } from './metrics.ts';
import type { DeploySettings } from './settings.ts';

export interface EnvironmentSources {
  settings: DeploySettings;
  table: ITableV2;
  /** Null without attachments. */
  files: FilesBucket | null;
  identity: Identity;
  bus: IEventBus;
  /** The management API of the WebSocket stage: `https://HOST/STAGE`. */
  managementUrl: string;
  /** Null: nobody is notified. */
  notifications: NotificationSources | null;
  /** Of the connections of Socket.IO; null with `socketIo=off`. */
  rounds: IQueue | null;
}

export interface NotificationSources {
  queueUrl: string;
  failedUrl: string;
  secretArn: string;
  /** Whom push services reach: a mailto: or https: URL. */
  contact: string;
}

/** The environment variables of every function. */
export function environmentsFor(sources: EnvironmentSources): Environments {
  const { settings, table, files, identity, bus, managementUrl, notifications, rounds } = sources;
  const metrics = { CHAT_METRICS_NAMESPACE: metricsNamespace(settings) };
  const chat = { CHAT_TABLE: table.tableName, CHAT_MANAGEMENT_URL: managementUrl, ...metrics };
  const userLimit = { CHAT_USER_LIMIT: settings.userLimit };
  const rules = { CHAT_EDIT_WINDOW: settings.editWindow, CHAT_RATE_LIMIT: settings.rateLimit, ...userLimit };
  const creation = { CHAT_THREAD_LIMIT: settings.threadLimit, CHAT_THREAD_CREATION: settings.threadCreation };
  const issuer = {
    CHAT_ISSUER: identity.issuer,
    CHAT_AUDIENCE: identity.audience.join(','),
    CHAT_JWKS_URI: identity.jwksUri,
    CHAT_USERNAME_CLAIM: settings.usernameClaim,
  };
  const remindAfter = settings.events.includes('message.unread') ? settings.remindAfter : 'off';
  const notify = { CHAT_NOTIFY_AFTER: settings.notifyAfter, CHAT_REMIND_AFTER: remindAfter };
  return {
    authorizer: { ...issuer, ...metrics },
    connect: {
      ...chat,
      CHAT_MAX_CONNECTIONS: settings.maxConnections,
      ...userLimit,
      CHAT_SOCKET_IO_FUNCTION: rounds === null ? '' : functionName(settings, 'socket-io'),
    },
    disconnect: chat,
    frame: { ...chat, ...rules, ...issuer, CHAT_MAX_CONNECTIONS: settings.maxConnections },
    http: { ...chat, ...rules, ...creation, ...issuer },
    search: { ...chat, ...issuer, ...userLimit, CHAT_SEARCH_LIMIT: settings.searchLimit },
    attachments: files && { ...chat, ...userLimit, ...issuer, ...fileRules(settings, files) },
    'remove-files': files && { CHAT_TABLE: table.tableName, CHAT_FILES_BUCKET: files.bucketName },
    'scan-result': files !== null && settings.malwareScan === 'on' ? chat : null,
    'system-message': chat,
    'socket-io':
      rounds === null
        ? null
        : { ...chat, CHAT_SOCKET_IO_QUEUE: rounds.queueUrl, CHAT_SOCKET_IO_PING: settings.socketIoPing },
    'publish-changes': {
      CHAT_TABLE: table.tableName,
      CHAT_MANAGEMENT_URL: managementUrl,
      CHAT_EVENT_BUS: bus.eventBusName,
      CHAT_EVENTS: settings.events.join(',') || 'off',
      CHAT_EVENT_TEXT: settings.eventText,
      CHAT_NOTIFICATION_QUEUE: notifications?.queueUrl ?? '',
      ...notify,
    },
    notifications: notifications && {
      ...{ ...chat, ...issuer, ...userLimit, ...notify, CHAT_EVENT_BUS: bus.eventBusName },
      CHAT_LATER_QUEUE: notifications.queueUrl,
      CHAT_FAILED_NOTIFICATIONS: notifications.failedUrl,
      CHAT_NOTIFY_GAP: settings.notifyGap,
      CHAT_NOTIFY_TEXT: settings.notifyText,
      CHAT_PUSH_SECRET: notifications.secretArn,
      CHAT_PUSH_CONTACT: notifications.contact,
      CHAT_PUSH_HOSTS: '',
    },
  };
}

function fileRules({ attachmentMax, uploadLimit, malwareScan }: DeploySettings, { bucketName }: FilesBucket) {
  return {
    CHAT_FILES_BUCKET: bucketName,
    CHAT_ATTACHMENT_MAX: attachmentMax,
    CHAT_UPLOAD_LIMIT: uploadLimit,
    CHAT_MALWARE_SCAN: malwareScan,
  };
}
