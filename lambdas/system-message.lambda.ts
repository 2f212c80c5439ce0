import { observed } from './gateway/observed.ts';
import { systemMessageHandler } from './gateway/system-message-handler.ts';
import { readSettings } from './platform/settings.ts';
import { openServices } from './services.ts';

const settings = readSettings('system-message');

/** Events of the marketplace. No gateway precedes this function, so it takes the time from its own clock. */
export const handler = observed(settings.metricsNamespace, systemMessageHandler(openServices(settings), Date.now));
