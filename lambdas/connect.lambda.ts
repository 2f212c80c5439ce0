import { connectHandler } from './gateway/connection-events.ts';
import { observed } from './gateway/observed.ts';
import { readSettings } from './platform/settings.ts';
import { openServices } from './services.ts';

const settings = readSettings('connect');

/** `$connect`: a socket is being opened. */
export const handler = observed(settings.metricsNamespace, connectHandler(openServices(settings), settings));
