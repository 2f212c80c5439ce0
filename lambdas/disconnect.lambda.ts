import { disconnectHandler } from './gateway/connection-events.ts';
import { observed } from './gateway/observed.ts';
import { connect } from './services.ts';
import { readSettings } from './platform/settings.ts';

const settings = readSettings('disconnect');

/** `$disconnect`: a socket has ended. */
export const handler = observed(settings.CHAT_METRICS_NAMESPACE, disconnectHandler(connect(settings)));
