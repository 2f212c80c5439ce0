import { disconnectHandler } from './gateway/connection-events.ts';
import { connect } from './platform/clients.ts';
import { readSettings } from './platform/settings.ts';

/** `$disconnect`: a socket has ended. */
export const handler = disconnectHandler(connect(readSettings('disconnect')));
