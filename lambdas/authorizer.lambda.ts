import { encodeConnectionUser } from './gateway/connection-context.ts';
import { tokenOf, selectedSubprotocol, type Handshake } from './gateway/handshake.ts';
import { observed } from './gateway/observed.ts';
import { refusalReason } from './gateway/report-failure.ts';
import { log } from './platform/log.ts';
import { record } from './platform/metrics.ts';
import { readSettings } from './platform/settings.ts';
import { createVerifier } from './platform/tokens.ts';
import { defaultCodec } from './push/codec.ts';

const settings = readSettings('authorizer');
const verifyToken = createVerifier(settings);
const socketIo = process.env.CHAT_SOCKET_IO === 'off' ? null : await import('./socket-io/handshake.ts');

function policy(principalId: string, effect: 'Allow' | 'Deny', methodArn: string, context = {}) {
  const statement = { Action: 'execute-api:Invoke', Effect: effect, Resource: methodArn };
  return { principalId, policyDocument: { Version: '2012-10-17', Statement: [statement] }, context };
}

const stranger = 'anonymous';

function deny(methodArn: string) {
  record('HandshakesRefused');
  return policy(stranger, 'Deny', methodArn);
}

/**
 * Decides who opens a socket (WS-1). A bad token is denied, which the client sees as 403. Throwing `Unauthorized` would
 * make it 401, but each would count as an error of the function, and hide real errors from its alarm.
 */
async function authorize(event: Handshake & { methodArn: string }) {
  if (socketIo?.isEngineIo(event) === true) {
    const context = await socketIo.socketIoContext(event, verifyToken);
    return context === null ? deny(event.methodArn) : policy(stranger, 'Allow', event.methodArn, context);
  }
  const token = tokenOf(event);
  if (token === undefined) return deny(event.methodArn);
  try {
    const owner = await verifyToken(token);
    const codec = selectedSubprotocol(event) ?? defaultCodec;
    return policy(owner.userId, 'Allow', event.methodArn, encodeConnectionUser({ ...owner, codec }));
  } catch (error) {
    log.info('handshake refused', { reason: refusalReason(error) });
    return deny(event.methodArn);
  }
}

export const handler = observed(settings.metricsNamespace, authorize);
