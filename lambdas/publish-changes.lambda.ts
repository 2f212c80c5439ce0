import { observed } from './gateway/observed.ts';
import { streamHandler } from './gateway/stream-handler.ts';
import { readSettings } from './platform/settings.ts';
import { openPublisher, openStore } from './services.ts';

const settings = readSettings('publish-changes');

/** The table's stream: puts `message.created`, `message.read` and `thread.created` on the event bus. */
export const handler = observed(
  null,
  streamHandler({
    store: openStore(settings.tableName),
    publish: openPublisher(settings.eventBus),
    withText: settings.withEventText,
  }),
);
