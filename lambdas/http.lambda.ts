import openapi from '../docs/openapi.json';
import { httpHandler } from './gateway/http-handler.ts';
import { observed } from './gateway/observed.ts';
import { connect } from './services.ts';
import { readSettings } from './platform/settings.ts';

const settings = readSettings('http');

/** Everything REST. */
export const handler = observed(
  settings.CHAT_METRICS_NAMESPACE,
  httpHandler({
    ...connect(settings),
    rules: { editWindowMs: settings.CHAT_EDIT_WINDOW, rateLimit: settings.CHAT_RATE_LIMIT },
    usernameClaim: settings.CHAT_USERNAME_CLAIM,
    openapi,
  }),
);
