import * as z from 'zod';
import {
  contact,
  count,
  durationMs,
  eventList,
  fileSize,
  hosts,
  list,
  offOrDuration,
  onOff,
  optionalUrl,
  rateLimit,
  required,
  threadCreation,
  uploadLimit,
  url,
} from './setting-values.ts';

/**
 * Every setting that a deployed function reads from its environment: its variable, its name in the code, and its form.
 */
const variables = {
  CHAT_TABLE: { name: 'tableName', schema: required },
  /** The management API of the WebSocket stage: `https://HOST/STAGE`. */
  CHAT_MANAGEMENT_URL: { name: 'managementUrl', schema: url },
  CHAT_ISSUER: { name: 'issuer', schema: required },
  /** Accepted values of `aud` (or of `client_id`, in access tokens of Cognito), comma-separated. */
  CHAT_AUDIENCE: { name: 'audiences', schema: list },
  /** Empty: the issuer's discovery document names it. */
  CHAT_JWKS_URI: { name: 'jwksUri', schema: optionalUrl },
  CHAT_USERNAME_CLAIM: { name: 'usernameClaim', schema: required },
  CHAT_EDIT_WINDOW: { name: 'editWindowMs', schema: durationMs },
  CHAT_RATE_LIMIT: { name: 'rateLimit', schema: rateLimit },
  CHAT_USER_LIMIT: { name: 'userLimit', schema: rateLimit },
  CHAT_THREAD_LIMIT: { name: 'threadLimit', schema: rateLimit },
  CHAT_THREAD_CREATION: { name: 'threadCreation', schema: threadCreation },
  CHAT_MAX_CONNECTIONS: { name: 'maxConnections', schema: count },
  CHAT_SEARCH_LIMIT: { name: 'searchLimit', schema: rateLimit },
  /** The CloudWatch namespace of the stage's metrics. */
  CHAT_METRICS_NAMESPACE: { name: 'metricsNamespace', schema: required },
  CHAT_EVENT_BUS: { name: 'eventBus', schema: required },
  /** The kinds of events that are put on the bus. */
  CHAT_EVENTS: { name: 'eventKinds', schema: eventList },
  /** The bucket of the files of messages. */
  CHAT_FILES_BUCKET: { name: 'filesBucket', schema: required },
  /** The size of one file. */
  CHAT_ATTACHMENT_MAX: { name: 'attachmentMaxBytes', schema: fileSize },
  /** What a user uploads on a day. */
  CHAT_UPLOAD_LIMIT: { name: 'uploadLimit', schema: uploadLimit },
  /** Whether Amazon GuardDuty scans each file before it is opened. */
  CHAT_MALWARE_SCAN: { name: 'malwareScan', schema: onOff },
  /** Whether `message.created` on the event bus contains the text of the message. */
  CHAT_EVENT_TEXT: { name: 'withEventText', schema: onOff },
  /** The queue of what is to be notified later. Empty: nobody is notified. */
  CHAT_NOTIFICATION_QUEUE: { name: 'notificationQueue', schema: optionalUrl },
  /** The same, where it must be there. */
  CHAT_LATER_QUEUE: { name: 'laterQueue', schema: url },
  /** The queue of pushes that have failed to the end. */
  CHAT_FAILED_NOTIFICATIONS: { name: 'failedNotifications', schema: url },
  CHAT_NOTIFY_AFTER: { name: 'notifyAfterMs', schema: durationMs },
  CHAT_NOTIFY_GAP: { name: 'notifyGapMs', schema: durationMs },
  /** `off` also if the events do not list `message.unread`. */
  CHAT_REMIND_AFTER: { name: 'remindAfterMs', schema: offOrDuration },
  CHAT_NOTIFY_TEXT: { name: 'withNotifyText', schema: onOff },
  /** The secret with the keys that name this chat to push services. */
  CHAT_PUSH_SECRET: { name: 'pushSecret', schema: required },
  CHAT_PUSH_CONTACT: { name: 'pushContact', schema: contact },
  /** Hosts to which pushes go by plain http. Empty where the chat is deployed. */
  CHAT_PUSH_HOSTS: { name: 'pushHosts', schema: hosts },
  /** The function that opens connections of Socket.IO; empty with `socketIo=off`. */
  CHAT_SOCKET_IO_FUNCTION: { name: 'socketIoFunction', schema: z.string() },
  /** The URL of the queue of its rounds. */
  CHAT_SOCKET_IO_QUEUE: { name: 'socketIoQueue', schema: required },
  /** How often a connection of Socket.IO is pinged. */
  CHAT_SOCKET_IO_PING: { name: 'socketIoPingMs', schema: durationMs },
} as const;

export type SettingName = keyof typeof variables;

/** The defaults of the settings that operators may change. */
export const settingDefaults = {
  CHAT_USERNAME_CLAIM: 'username',
  CHAT_EDIT_WINDOW: '15m',
  CHAT_RATE_LIMIT: '20/10s',
  CHAT_USER_LIMIT: '120/10s',
  CHAT_THREAD_LIMIT: '20/1h',
  CHAT_THREAD_CREATION: 'anyone',
  CHAT_MAX_CONNECTIONS: '20',
  CHAT_SEARCH_LIMIT: '60/1m',
  CHAT_EVENTS: 'thread.created,message.unread',
  CHAT_EVENT_TEXT: 'off',
  CHAT_ATTACHMENT_MAX: '1GB',
  CHAT_UPLOAD_LIMIT: '200/5GB',
  CHAT_MALWARE_SCAN: 'off',
  CHAT_NOTIFY_AFTER: '10s',
  CHAT_NOTIFY_GAP: '1m',
  CHAT_REMIND_AFTER: '15m',
  CHAT_NOTIFY_TEXT: 'off',
  CHAT_SOCKET_IO_PING: '8m',
} as const satisfies Partial<Record<SettingName, string>>;

const issuer = ['CHAT_ISSUER', 'CHAT_AUDIENCE', 'CHAT_JWKS_URI', 'CHAT_USERNAME_CLAIM'] as const;
const chat = ['CHAT_TABLE', 'CHAT_MANAGEMENT_URL', 'CHAT_METRICS_NAMESPACE'] as const;
const creation = ['CHAT_THREAD_LIMIT', 'CHAT_THREAD_CREATION'] as const;
const files = ['CHAT_FILES_BUCKET', 'CHAT_ATTACHMENT_MAX', 'CHAT_UPLOAD_LIMIT', 'CHAT_MALWARE_SCAN'] as const;
const rules = ['CHAT_EDIT_WINDOW', 'CHAT_RATE_LIMIT', 'CHAT_USER_LIMIT'] as const;

/**
 * The settings that each function reads. The stack that deploys a function must set exactly these, or it
 * does not compile.
 */
export const settingsOf = {
  authorizer: [...issuer, 'CHAT_METRICS_NAMESPACE'],
  connect: [...chat, 'CHAT_MAX_CONNECTIONS', 'CHAT_USER_LIMIT', 'CHAT_SOCKET_IO_FUNCTION'],
  disconnect: chat,
  frame: [...chat, ...rules, ...issuer, 'CHAT_MAX_CONNECTIONS'],
  http: [...chat, ...rules, ...creation, ...issuer],
  search: [...chat, ...issuer, 'CHAT_USER_LIMIT', 'CHAT_SEARCH_LIMIT'],
  attachments: [...chat, 'CHAT_USER_LIMIT', ...files, ...issuer],
  'remove-files': ['CHAT_TABLE', 'CHAT_FILES_BUCKET'],
  'scan-result': chat,
  'system-message': chat,
  'publish-changes': [
    ...['CHAT_TABLE', 'CHAT_MANAGEMENT_URL', 'CHAT_EVENT_BUS', 'CHAT_EVENTS', 'CHAT_EVENT_TEXT'],
    ...['CHAT_NOTIFICATION_QUEUE', 'CHAT_NOTIFY_AFTER', 'CHAT_REMIND_AFTER'],
  ],
  notifications: [
    ...[...chat, ...issuer, 'CHAT_USER_LIMIT', 'CHAT_EVENT_BUS'],
    ...['CHAT_LATER_QUEUE', 'CHAT_FAILED_NOTIFICATIONS'],
    ...['CHAT_NOTIFY_AFTER', 'CHAT_NOTIFY_GAP', 'CHAT_REMIND_AFTER', 'CHAT_NOTIFY_TEXT'],
    ...['CHAT_PUSH_SECRET', 'CHAT_PUSH_CONTACT', 'CHAT_PUSH_HOSTS'],
  ],
  'socket-io': [...chat, 'CHAT_SOCKET_IO_QUEUE', 'CHAT_SOCKET_IO_PING'],
} as const satisfies Record<string, readonly SettingName[]>;

/** The deployed functions: `lambdas/<name>.lambda.ts`. */
export type FunctionName = keyof typeof settingsOf;
export const functionNames = Object.keys(settingsOf) as FunctionName[];

/** The functions that a setting leaves out: off, a part of the chat costs nothing. */
export type OptionalFunction = Extract<
  FunctionName,
  'attachments' | 'remove-files' | 'scan-result' | 'notifications' | 'socket-io'
>;
/** Something for every function that is deployed. */
export type ByFunction<T> = Record<Exclude<FunctionName, OptionalFunction>, T> & Partial<Record<OptionalFunction, T>>;

export type SettingNameOf<F extends FunctionName> = (typeof settingsOf)[F][number];
/** The environment of a function, as the stack has to set it. */
export type EnvironmentOf<F extends FunctionName> = Record<SettingNameOf<F>, string>;
/** Settings as the code takes them, under their own names. */
export type Settings<N extends SettingName = SettingName> = {
  [K in N as (typeof variables)[K]['name']]: z.output<(typeof variables)[K]['schema']>;
};

/** Checks a value before it is deployed. @throws Error that names the setting */
export function checkSetting(name: SettingName, value: string | undefined): void {
  const result = variables[name].schema.safeParse(value);
  if (!result.success) {
    throw new Error(
      value === undefined ? `${name} is not set` : `${name} is "${value}": ${result.error.issues[0]?.message}`,
    );
  }
}

/**
 * The settings of a function, from its environment.
 * @throws Error that names the first setting that is missing or wrong
 */
export function readSettings<F extends FunctionName>(
  name: F,
  environment: Record<string, string | undefined> = process.env,
): Settings<SettingNameOf<F>> {
  const entries = settingsOf[name].map((variable) => {
    checkSetting(variable, environment[variable]);
    return [variables[variable].name, variables[variable].schema.parse(environment[variable])];
  });
  return Object.fromEntries(entries) as Settings<SettingNameOf<F>>;
}
