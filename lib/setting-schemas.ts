import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';
import { contact, count, eventList, onOff } from '../lambdas/platform/setting-values.ts';
import { settingDefaults } from '../lambdas/platform/settings.ts';
import { brand } from './brand.ts';
import { openRouteKeys } from './http-routes.ts';
import { alarmReceiver, authorizeParameters, certificate, hostName, list, routeThrottles } from './setting-forms.ts';

/** `off`, which becomes null, or another value. */
const offOr = <T extends z.ZodType<unknown, string>>(schema: T) =>
  z.union([z.literal('off').transform(() => null), schema]);
const httpsUrl = z.string().regex(/^https:\/\/[^\s/?#]+[^\s?#]*$/, 'must be an https URL');
const origin = z
  .string()
  .regex(
    /^(https:\/\/[^\s/*?#]+|http:\/\/(localhost|127\.0\.0\.1)(:\d+)?)$/,
    'must be origins such as https://chat.example.com',
  );

const connectSource = z
  .string()
  .regex(
    /^(https|wss):\/\/(\*\.)?[a-z0-9.-]+(:\d+)?$/,
    'must be https or wss origins such as https://login.example.com',
  );

const frameAncestor = z
  .string()
  .regex(
    /^(https:\/\/(\*\.)?[a-z0-9.-]+(:\d+)?|http:\/\/(localhost|127\.0\.0\.1)(:\d+)?)$/,
    'must be origins such as https://www.example.com or https://*.example.com',
  );

const retentionDays = Object.values(RetentionDays).filter((days) => typeof days === 'number');
const logRetention = count.refine((days) => retentionDays.includes(days), `must be one of ${retentionDays.join(', ')}`);

/** A round of pings may come some seconds late, and has to come before the gateway's ten minutes are over. */
const pingInterval = z.string().regex(/^(\d{1,3}s|[1-9]m)$/, 'must be whole seconds or at most 9m, such as 8m');

const little = { rateLimit: 10, burstLimit: 20 };
/** Routes that need no token. */
const openRoutes = Object.fromEntries(openRouteKeys.map((routeKey) => [routeKey, little]));

/** Every deploy setting, by its name in the CDK context. */
export const settingSchemas = {
  /** Names everything, so that stages live side by side in one account. */
  stage: z
    .string()
    .regex(/^[a-z]([a-z0-9-]{0,14}[a-z0-9])?$/, 'must be 1 to 16 of a-z, 0-9 and -, a letter first and no - last')
    // It is part of the user pool's domain. (Cognito, "Configuring a user pool domain".)
    .refine((stage) => !/aws|amazon|cognito/.test(stage), 'must not contain aws, amazon or cognito: Cognito refuses it')
    .default('dev'),
  account: z
    .string()
    .regex(/^\d{12}$/, 'must have 12 digits')
    .optional(),
  region: z
    .string()
    .regex(/^[a-z]{2,3}(-[a-z]+)+-\d$/, 'must be a region such as eu-central-1')
    .optional(),

  /** An OIDC issuer, as its tokens name it in `iss`. Without it a Cognito user pool is created. */
  issuer: httpsUrl.optional(),
  /** Accepted `aud` values, comma-separated. */
  audience: list.pipe(z.array(z.string()).min(1, 'must not be empty')).optional(),
  jwksUri: httpsUrl.optional(),
  /** The page's client at the issuer; the first audience by default. */
  clientId: z.string().min(1, 'must not be empty').optional(),
  usernameClaim: z.string().default(settingDefaults.CHAT_USERNAME_CLAIM),

  /** Space-separated scopes that the page asks for at sign-in. */
  scope: z
    .string()
    .regex(/^[\x21\x23-\x5B\x5D-\x7E]+( [\x21\x23-\x5B\x5D-\x7E]+)*$/, 'must be scopes such as openid profile')
    .default('openid profile'),
  /** Further parameters of the page's authorization request, as `NAME=VALUE`, comma-separated. */
  authorizeParameters: authorizeParameters.prefault(''),

  /** Origins of further pages that may call REST and that sign-in may return to, comma-separated. */
  origins: list.pipe(z.array(origin)).default([]),
  /** `off` deploys no page: the marketplace has its own. */
  page: onOff.default(true),
  /** Further hosts that the page may connect to, such as the host of the issuer's token endpoint. */
  connectSources: list.pipe(z.array(connectSource)).default([]),
  /** Origins of pages that may show the page in a frame, comma-separated; none by default. */
  frameAncestors: list.pipe(z.array(frameAncestor)).default([]),
  /** The marketplace's list of people and jobs, from which users of the page start conversations. */
  directoryUrl: httpsUrl.optional(),
  /** The page's language for readers who have chosen none; without it that of their device. */
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be the tag of a language such as de')
    .optional(),

  /** The name, logo, colours, corners and font of the page, as JSON. */
  brand: brand.optional(),

  /** The page's own host; its certificate is in us-east-1, as CloudFront requires. */
  pageDomain: hostName.optional(),
  pageCertificate: certificate.optional(),
  /** REST's own host; its certificate is in the stage's region. */
  restDomain: hostName.optional(),
  restCertificate: certificate.optional(),
  /** The WebSocket's own host, different from REST's; its certificate is in the stage's region. */
  webSocketDomain: hostName.optional(),
  webSocketCertificate: certificate.optional(),

  /** `on`: the page's HSTS header holds for all subdomains of its host, too. */
  hstsSubdomains: onOff.default(false),

  editWindow: z.string().default(settingDefaults.CHAT_EDIT_WINDOW),
  rateLimit: z.string().default(settingDefaults.CHAT_RATE_LIMIT),
  userLimit: z.string().default(settingDefaults.CHAT_USER_LIMIT),
  threadLimit: z.string().default(settingDefaults.CHAT_THREAD_LIMIT),
  threadCreation: z.string().default(settingDefaults.CHAT_THREAD_CREATION),
  maxConnections: z.string().default(settingDefaults.CHAT_MAX_CONNECTIONS),
  searchLimit: z.string().default(settingDefaults.CHAT_SEARCH_LIMIT),
  /** `off`: only the chat's own protocol is spoken, and nothing of Socket.IO is deployed. */
  socketIo: onOff.default(true),
  /** How often a connection of Socket.IO is pinged; API Gateway closes one that is idle for ten minutes. */
  socketIoPing: pingInterval.default(settingDefaults.CHAT_SOCKET_IO_PING),
  /** The kinds of events that are put on the event bus, comma-separated, or `off`. */
  events: eventList.prefault(settingDefaults.CHAT_EVENTS),
  /** `on`: `message.created` on the event bus contains the text of the message. */
  eventText: z.string().default(settingDefaults.CHAT_EVENT_TEXT),
  /** `off`: messages have no files, and nothing of it is deployed. */
  attachments: onOff.default(true),
  attachmentMax: z.string().default(settingDefaults.CHAT_ATTACHMENT_MAX),
  uploadLimit: z.string().default(settingDefaults.CHAT_UPLOAD_LIMIT),
  /** `on`: Amazon GuardDuty scans each file before it can be opened. */
  malwareScan: z.string().default(settingDefaults.CHAT_MALWARE_SCAN),

  /** `off` leaves out pushes, reminders and preferences, with everything that belongs to them. */
  notifications: onOff.default(true),
  notifyAfter: z.string().default(settingDefaults.CHAT_NOTIFY_AFTER),
  notifyGap: z.string().default(settingDefaults.CHAT_NOTIFY_GAP),
  remindAfter: z.string().default(settingDefaults.CHAT_REMIND_AFTER),
  /** `on`: pushes contain the text of messages. */
  notifyText: z.string().default(settingDefaults.CHAT_NOTIFY_TEXT),
  /** Whom push services reach: by default the receiver of alarms, if it is an e-mail address, or a page. */
  pushContact: contact.optional(),

  /** Requests a second that each of the two APIs accepts; AWS's default for a whole account is 10,000. */
  throttleRate: count.default(1_000),
  throttleBurst: count.default(2_000),
  /**
   * Limits of single routes, `ROUTE=RATE/BURST`, comma-separated. By default each has a share of
   * the stage (`route-shares.ts`).
   */
  routeThrottles: routeThrottles.prefault('').transform((own) => ({ ...openRoutes, ...own })),

  /** Executions of Lambda that are kept for each function of the marketplace, or `off`. */
  reservedConcurrency: offOr(count).prefault('off'),

  /**
   * Who is notified of alarms: an e-mail address, or the ARN of an SNS topic. Without it they only show in
   * CloudWatch.
   */
  alarmReceiver: alarmReceiver.optional(),
  /** `all`: both APIs log each request. `sample`: the functions log what they refuse, and 1 of 100 other calls. */
  accessLog: z.enum(['sample', 'all'], 'must be sample or all').default('sample'),
  /** `off` if another app has set the role with which API Gateway writes the logs of this account and region. */
  gatewayLogRole: onOff.default(true),
  /** Whether the functions send traces to AWS X-Ray: of one call a second, and 5 % of the others. */
  tracing: onOff.default(true),
  /** `on`: Lambda logs the start, duration and cold start of each call, twice as much as all other logs. */
  callReports: onOff.default(false),
  logRetentionDays: logRetention.default(RetentionDays.ONE_MONTH),
  /**
   * What happens to the table and the users when their stack is deleted; `retain` also protects them against
   * deletion.
   */
  removalPolicy: z.enum(['retain', 'destroy'], 'must be retain or destroy').default('retain'),
} as const;

/** Settings that the functions read from a variable of the same name. The functions' own code checks them. */
export const variablesOfFunctions = {
  usernameClaim: 'CHAT_USERNAME_CLAIM',
  editWindow: 'CHAT_EDIT_WINDOW',
  rateLimit: 'CHAT_RATE_LIMIT',
  userLimit: 'CHAT_USER_LIMIT',
  threadLimit: 'CHAT_THREAD_LIMIT',
  threadCreation: 'CHAT_THREAD_CREATION',
  maxConnections: 'CHAT_MAX_CONNECTIONS',
  searchLimit: 'CHAT_SEARCH_LIMIT',
  eventText: 'CHAT_EVENT_TEXT',
  attachmentMax: 'CHAT_ATTACHMENT_MAX',
  uploadLimit: 'CHAT_UPLOAD_LIMIT',
  malwareScan: 'CHAT_MALWARE_SCAN',
  notifyAfter: 'CHAT_NOTIFY_AFTER',
  notifyGap: 'CHAT_NOTIFY_GAP',
  remindAfter: 'CHAT_REMIND_AFTER',
  notifyText: 'CHAT_NOTIFY_TEXT',
  socketIoPing: 'CHAT_SOCKET_IO_PING',
} as const satisfies Partial<Record<keyof typeof settingSchemas, keyof typeof settingDefaults>>;
