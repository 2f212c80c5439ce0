import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { observed } from './gateway/observed.ts';
import { streamHandler } from './gateway/stream-handler.ts';
import { openTable } from './services.ts';
import { readSettings } from './platform/settings.ts';
import { createPublisher } from './push/event-bus.ts';

const settings = readSettings('publish-changes');

/** The table's stream: `message.created`, `message.read` and `thread.created` go out on the event bus. */
export const handler = observed(
  null,
  streamHandler({
    store: openTable(settings.CHAT_TABLE),
    publish: createPublisher(new EventBridgeClient({}), settings.CHAT_EVENT_BUS),
    withText: settings.CHAT_EVENT_TEXT,
  }),
);
