import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { decodeConnectionUser } from '../../lambdas/gateway/connection-context.ts';
import { issuerUrl, nowSeconds, startIssuer, type Issuer } from '../support/issuer.ts';
import { readMetricLine } from '../support/emf.ts';
import { catchLog } from './fixtures.ts';

const methodArn = 'arn:aws:execute-api:us-east-1:000000000000:api/ws/$connect';

let issuer: Issuer;
let authorize: typeof import('../../lambdas/authorizer.lambda.ts').handler;
const handler = (event: Parameters<typeof authorize>[0]) => authorize(event, { awsRequestId: 'call-1' });
beforeAll(async () => {
  issuer = await startIssuer();
  vi.stubEnv('CHAT_METRICS_NAMESPACE', 'chat-test');
  vi.stubEnv('CHAT_ISSUER', issuerUrl);
  vi.stubEnv('CHAT_AUDIENCE', 'chat');
  vi.stubEnv('CHAT_JWKS_URI', issuer.jwksUri);
  vi.stubEnv('CHAT_USERNAME_CLAIM', 'username');
  ({ handler: authorize } = await import('../../lambdas/authorizer.lambda.ts'));
});
// No call is one of the sample that is logged.
beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(0.5));
afterAll(async () => {
  vi.unstubAllEnvs();
  await issuer.close();
});

const effectOf = ({ policyDocument }: Awaited<ReturnType<typeof handler>>) => policyDocument.Statement[0]?.Effect;

describe('WS-1: the authorizer', () => {
  it('allows a good token, with what later events need of it', async () => {
    const exp = nowSeconds() + 600;
    const token = await issuer.sign({ exp });
    const result = await handler({ methodArn, headers: { 'Sec-WebSocket-Protocol': `chat.v1, jwt.${token}` } });
    expect(effectOf(result)).toBe('Allow');
    expect(result.principalId).toBe('alice');
    expect(decodeConnectionUser(result.context)).toEqual({
      userId: 'alice',
      username: 'Alice',
      expiresAtSeconds: exp,
      codec: 'chat.v1',
    });
  });

  it('puts only scalars into the context', async () => {
    const { context } = await handler({ methodArn, queryStringParameters: { token: await issuer.sign() } });
    for (const value of Object.values(context)) expect(['string', 'number', 'boolean']).toContain(typeof value);
  });

  it('allows a token in the header and in the query', async () => {
    const token = await issuer.sign();
    expect(effectOf(await handler({ methodArn, headers: { Authorization: `Bearer ${token}` } }))).toBe('Allow');
    expect(effectOf(await handler({ methodArn, queryStringParameters: { token } }))).toBe('Allow');
  });

  it('denies a handshake without a token, and counts it', async () => {
    const logged = catchLog();
    expect(effectOf(await handler({ methodArn }))).toBe('Deny');
    expect(readMetricLine(logged())).toMatchObject({ namespace: 'chat-test', values: { HandshakesRefused: 1 } });
    vi.restoreAllMocks();
  });

  it('denies a bad token, and does not log it', async () => {
    const logged = catchLog();
    const token = await issuer.sign({ aud: 'other' });
    expect(effectOf(await handler({ methodArn, queryStringParameters: { token } }))).toBe('Deny');
    const [line = '', metrics = ''] = logged().split('\n');
    expect(JSON.parse(line)).toMatchObject({
      level: 'INFO',
      message: 'handshake refused',
      reason: 'audience not allowed',
      request_id: 'call-1',
    });
    expect(readMetricLine(metrics).values).toEqual({ HandshakesRefused: 1 });
    expect(logged()).not.toContain(token.split('.')[1]);
    vi.restoreAllMocks();
  });

  it('logs nothing of a token that cannot be parsed, and little of a long reason', async () => {
    const part = (value: string) => Buffer.from(value).toString('base64url');
    const strange = [
      `${part('{"alg":"RS256" words')}.${part('{}')}.x`,
      await issuer.sign({ iss: `https://${'i'.repeat(3_000)}` }),
    ];
    for (const token of strange) {
      const logged = catchLog();
      expect(effectOf(await handler({ methodArn, queryStringParameters: { token } }))).toBe('Deny');
      const [line = ''] = logged().split('\n');
      expect(line).not.toContain('words');
      expect(line.length).toBeLessThan(500);
      vi.restoreAllMocks();
    }
  });

  it('denies a bad token even if another place has a good one: the first place counts', async () => {
    const logged = catchLog();
    const headers = { 'Sec-WebSocket-Protocol': 'chat.v1, jwt.bad', Authorization: `Bearer ${await issuer.sign()}` };
    expect(effectOf(await handler({ methodArn, headers }))).toBe('Deny');
    expect(logged()).toContain('handshake refused');
    vi.restoreAllMocks();
  });
});
