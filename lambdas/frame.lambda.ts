import { frameHandler } from './gateway/frame-handler.ts';
import { observed } from './gateway/observed.ts';
import { UserCalls } from './gateway/user-calls.ts';
import { readSettings } from './platform/settings.ts';
import type { VerifyToken } from './platform/tokens.ts';
import { openServices } from './services.ts';
import { bySocketIo } from './socket-io/name.ts';

const settings = readSettings('frame');
let verifier: VerifyToken | undefined;

/** Few frames bring a token, so the verifier is loaded with the first one. */
const verifyToken: VerifyToken = async (token) => {
  const { createVerifier } = await import('./platform/tokens.ts');
  verifier ??= createVerifier(settings);
  return verifier(token);
};

const { maxConnections } = settings;
const parts = { ...openServices(settings), rules: settings, verifyToken };
const calls = new UserCalls();

const socketIo =
  process.env.CHAT_SOCKET_IO === 'off'
    ? null
    : (await import('./socket-io/frames.ts')).socketIoFrames({ ...parts, maxConnections }, calls);

/** Every frame of a client: the routes of the actions, and `$default`. */
export const handler = observed(settings.metricsNamespace, bySocketIo(socketIo, frameHandler(parts, calls)));
