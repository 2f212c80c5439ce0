import { notificationAnswers } from './gateway/notification-answers.ts';
import { notificationHandler, type QueueEvent } from './gateway/notification-handler.ts';
import { httpHandler } from './gateway/http-handler.ts';
import type { HttpEvent } from './gateway/http-event.ts';
import { observed } from './gateway/observed.ts';
import { readSettings } from './platform/settings.ts';
import { createVerifier } from './platform/tokens.ts';
import { refusalOfEndpoint } from './push/push-hosts.ts';
import { isPublicKey } from './push/vapid-keys.ts';
import { createPush } from './push/web-push.ts';
import {
  openGiveUp,
  openLaterQueue,
  openNotificationStore,
  openPublisher,
  openServices,
  openVapidKeys,
} from './services.ts';

const settings = readSettings('notifications');
const { pushHosts: localHosts, pushContact: contact } = settings;
const services = openServices(settings);
const notified = openNotificationStore(settings.tableName);
const readKeys = openVapidKeys(settings.pushSecret);

const onQueue = notificationHandler({
  store: services.store,
  notified,
  later: openLaterQueue(settings.laterQueue),
  giveUp: openGiveUp(settings.failedNotifications),
  push: createPush({ readKeys, contact, localHosts }),
  publish: openPublisher(settings.eventBus),
  rules: settings,
  nowMs: Date.now,
});
const onRequest = httpHandler(
  {
    ...services,
    notified,
    refusalOfEndpoint: (endpoint: string) => refusalOfEndpoint(endpoint, localHosts),
    isPublicKey,
    publicKey: async () => (await readKeys()).publicKey,
    rules: settings,
    verifyToken: createVerifier(settings),
  },
  { answers: notificationAnswers },
);

/** The queue of notifications, and the endpoints of subscriptions and preferences: they share the keys of pushes. */
export const handler = observed<QueueEvent | HttpEvent, unknown>(settings.metricsNamespace, (event) =>
  'Records' in event ? onQueue(event) : onRequest(event),
);
