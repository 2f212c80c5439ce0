import { disconnectHandler } from './gateway/connection-events.ts';
import { observed } from './gateway/observed.ts';
import { readSettings } from './platform/settings.ts';
import { openServices } from './services.ts';

const settings = readSettings('disconnect');

/** `$disconnect`: a socket has closed. */
export const handler = observed(settings.metricsNamespace, disconnectHandler(openServices(settings)));
