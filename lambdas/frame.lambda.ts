import { frameHandler } from './gateway/frame-handler.ts';
import { observed } from './gateway/observed.ts';
import { connect } from './services.ts';
import { readSettings } from './platform/settings.ts';
import type { VerifyToken } from './platform/tokens.ts';

const settings = readSettings('frame');
let verifier: VerifyToken | undefined;

/** Only a renewal brings a token: the verifier is not loaded before the first. */
const verifyToken: VerifyToken = async (token) => {
  const { createVerifier } = await import('./platform/tokens.ts');
  verifier ??= createVerifier(settings);
  return verifier(token);
};

/** Every frame of a client: the routes of the actions, and `$default`. */
export const handler = observed(
  settings.CHAT_METRICS_NAMESPACE,
  frameHandler({
    ...connect(settings),
    rules: { editWindowMs: settings.CHAT_EDIT_WINDOW, rateLimit: settings.CHAT_RATE_LIMIT },
    verifyToken,
  }),
);
