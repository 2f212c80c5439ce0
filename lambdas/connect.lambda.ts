import { connectHandler } from './gateway/connection-events.ts';
import { observed } from './gateway/observed.ts';
import { connect } from './services.ts';
import { readSettings } from './platform/settings.ts';

const settings = readSettings('connect');

/** `$connect`: a socket is being opened. */
export const handler = observed(
  settings.CHAT_METRICS_NAMESPACE,
  connectHandler(connect(settings), settings.CHAT_MAX_CONNECTIONS),
);
