import { frameHandler } from './gateway/frame-handler.ts';
import { connect } from './platform/clients.ts';
import { readSettings } from './platform/settings.ts';
import { createVerifier } from './platform/tokens.ts';

const settings = readSettings('frame');

/** Every frame of a client: the routes of the actions, and `$default`. */
export const handler = frameHandler({
  ...connect(settings),
  rules: { editWindowMs: settings.CHAT_EDIT_WINDOW, rateLimit: settings.CHAT_RATE_LIMIT },
  verifyToken: createVerifier(settings),
});
