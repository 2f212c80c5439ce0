import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { observed } from './gateway/observed.ts';
import { streamHandler } from './gateway/stream-handler.ts';
import { readSettings } from './platform/settings.ts';
import { createPublisher } from './push/event-bus.ts';
import { openStore } from './services.ts';

const settings = readSettings('publish-changes');

/** The table's stream: puts `message.created`, `message.read` and `thread.created` on the event bus. */
export const handler = observed(
  null,
  streamHandler({
    store: openStore(settings.tableName),
    publish: createPublisher(new EventBridgeClient({}), settings.eventBus),
    withText: settings.withEventText,
  }),
);
