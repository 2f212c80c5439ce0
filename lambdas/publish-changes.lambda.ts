import { setTimeout } from 'node:timers/promises';
import { healMessages } from './gateway/heal-messages.ts';
import { observed } from './gateway/observed.ts';
import { publishChanges } from './gateway/publish-changes.ts';
import { streamHandler } from './gateway/stream-handler.ts';
import { readSettings } from './platform/settings.ts';
import { openPublisher, openServices } from './services.ts';

const settings = readSettings('publish-changes');
const { store, sockets } = openServices(settings);

/**
 * The table's stream: puts `message.created`, `message.read` and `thread.created` on the event bus, and finishes
 * messages whose call died after the commit.
 */
export const handler = observed(
  null,
  streamHandler([
    publishChanges({ store, publish: openPublisher(settings.eventBus), withText: settings.withEventText }),
    healMessages({ store, sockets, nowMs: Date.now, wait: (ms) => setTimeout(ms) }),
  ]),
);
