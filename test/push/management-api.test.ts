import { GoneException } from '@aws-sdk/client-apigatewaymanagementapi';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openManagementApi } from '../../lambdas/push/management-api.ts';
import { AwsServer, refuse, silence, trickle } from '../platform/aws-server.ts';

const server = new AwsServer();
beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(() => server.reset());

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' };
const api = (timeoutMs?: number) =>
  openManagementApi(`${server.url}/ws`, { region: 'eu-west-1', credentials }, timeoutMs);
const connectionId = 'Vx7Z+/A=';
const text = new TextEncoder().encode('ü');

describe('the management API', () => {
  it('posts the bytes to the path of the connection below that of the stage, signed for execute-api', async () => {
    await api().post(connectionId, text);
    expect(server.seen[0]).toMatchObject({
      method: 'POST',
      path: '/ws/@connections/Vx7Z%2B%2FA%3D',
      body: 'ü',
      headers: {
        'x-amz-security-token': 'session',
        authorization: expect.stringMatching(/Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/execute-api\//),
      },
    });
  });

  it('closes a connection without a content-length header, which would make the signature of a DELETE fail', async () => {
    await api().close(connectionId);
    expect(server.seen[0]).toMatchObject({ method: 'DELETE', path: '/ws/@connections/Vx7Z%2B%2FA%3D' });
    expect(server.seen[0]?.headers).not.toHaveProperty('content-length');
    expect(server.seen[0]?.headers.authorization).not.toContain('content-length');
  });

  it('throws GoneException for a 410, and does not repeat it', async () => {
    server.answers = [refuse(410, '', { 'x-amzn-ErrorType': 'GoneException' })];
    await expect(api().post(connectionId, text)).rejects.toBeInstanceOf(GoneException);
    expect(server.seen).toHaveLength(1);
  });

  it('repeats a post that is limited', async () => {
    const limited = refuse(429, '{}', { 'x-amzn-errortype': 'LimitExceededException:http://internal/' });
    server.answers = [limited, limited];
    await api().post(connectionId, text);
    expect(server.seen).toHaveLength(3);
  });

  it('repeats a post that is not answered in time, even if a part of the answer has come', async () => {
    server.answers = [silence, trickle];
    await api(200).post(connectionId, text);
    expect(server.seen).toHaveLength(3);
  });
});
