import { frameHandler } from './gateway/frame-handler.ts';
import { observed } from './gateway/observed.ts';
import { readSettings } from './platform/settings.ts';
import type { VerifyToken } from './platform/tokens.ts';
import { openServices } from './services.ts';

const settings = readSettings('frame');
let verifier: VerifyToken | undefined;

/** Only the renewal of a connection brings a token, so the verifier is loaded with the first one. */
const verifyToken: VerifyToken = async (token) => {
  const { createVerifier } = await import('./platform/tokens.ts');
  verifier ??= createVerifier(settings);
  return verifier(token);
};

/** Every frame of a client: the routes of the actions, and `$default`. */
export const handler = observed(
  settings.metricsNamespace,
  frameHandler({ ...openServices(settings), rules: settings, verifyToken }),
);
