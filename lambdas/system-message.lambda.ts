import { systemMessageHandler } from './gateway/system-message-handler.ts';
import { connect } from './platform/clients.ts';
import { readSettings } from './platform/settings.ts';

/** Events of the marketplace: no gateway stands before it, so the time is the process's own. */
export const handler = systemMessageHandler(connect(readSettings('system-message')), Date.now);
