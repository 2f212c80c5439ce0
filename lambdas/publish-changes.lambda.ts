import { setTimeout } from 'node:timers/promises';
import { immediateKinds } from '../protocol/change-event.ts';
import { healMessages } from './gateway/heal-messages.ts';
import { queueNotifications } from './gateway/queue-notifications.ts';
import { observed } from './gateway/observed.ts';
import { publishChanges } from './gateway/publish-changes.ts';
import { streamHandler } from './gateway/stream-handler.ts';
import { readSettings } from './platform/settings.ts';
import { openLaterQueue, openNotificationStore, openPublisher, openServices } from './services.ts';

const settings = readSettings('publish-changes');
const { store, sockets } = openServices(settings);
const kinds = immediateKinds(settings.eventKinds);

const steps = [healMessages({ store, sockets, nowMs: Date.now, wait: (ms) => setTimeout(ms) })];
if (kinds.length > 0) {
  const publish = openPublisher(settings.eventBus);
  steps.push(publishChanges({ store, publish, kinds, withText: settings.withEventText }));
}
if (settings.notificationQueue !== null) {
  const notified = openNotificationStore(settings.tableName);
  const later = openLaterQueue(settings.notificationQueue);
  steps.push(queueNotifications({ store, notified, later, rules: settings, nowMs: Date.now }));
}

/**
 * The table's stream: finishes messages whose call died after the commit, and puts the events that are switched on on
 * the event bus, and queues notifications.
 */
export const handler = observed(null, streamHandler(steps));
