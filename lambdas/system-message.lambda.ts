import { observed } from './gateway/observed.ts';
import { systemMessageHandler } from './gateway/system-message-handler.ts';
import { connect } from './services.ts';
import { readSettings } from './platform/settings.ts';

const settings = readSettings('system-message');

/** Events of the marketplace: no gateway stands before it, so the time is the process's own. */
export const handler = observed(settings.CHAT_METRICS_NAMESPACE, systemMessageHandler(connect(settings), Date.now));
