import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { expect, test } from 'vitest';
import { corsHeaders, preflightHeaders } from '../../s3/cors.ts';
import { allowedOrigin as origin, bucketName as Bucket, startStorage } from '../support/storage.ts';

const rule = {
  origins: [origin],
  methods: ['GET', 'PUT'],
  headers: ['x-amz-*'],
  exposedHeaders: ['ETag'],
  maxAgeSeconds: 600,
};
const preflight = (asked: Record<string, string>, rules = [rule]) =>
  preflightHeaders(rules, { headers: { origin, 'access-control-request-method': 'PUT', ...asked } });

test('GW-120: a preflight gets what the first rule allows that fits origin, method and headers', () => {
  expect(preflight({ 'access-control-request-headers': 'X-Amz-Meta-A, x-amz-date' })).toEqual({
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'GET, PUT',
    'access-control-allow-headers': 'x-amz-meta-a, x-amz-date',
    'access-control-expose-headers': 'ETag',
    'access-control-max-age': '600',
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  });
  expect(preflight({ origin: 'https://a.example' }, [{ ...rule, origins: ['https://*.example'] }])).toBeDefined();
  const open = preflight({ origin: 'null' }, [rule, { ...rule, origins: ['*'] }]);
  expect([open['access-control-allow-origin'], open['access-control-allow-credentials']]).toEqual(['*', undefined]);
});

test.each([
  ['another origin', { origin: 'https://evil.example' }],
  ['another method', { 'access-control-request-method': 'DELETE' }],
  ['another header', { 'access-control-request-headers': 'authorization' }],
])('GW-120: a preflight of %s is AccessForbidden', (_, asked) => {
  expect(() => preflight(asked)).toThrow(expect.objectContaining({ code: 'AccessForbidden' }));
  expect(() => preflight(asked, [])).toThrow('CORS is not enabled for this bucket');
});

test.each(['http://127.0.0.1:8006', 'https://localhost:5173', 'http://[::1]'])(
  'GW-120: a page of this machine, %s, stands for those that a rule names',
  (own) => {
    expect(preflight({ origin: own })).toMatchObject({ 'access-control-allow-origin': own });
  },
);

test('GW-120: without a rule for the origin an answer has no headers of CORS', () => {
  expect(
    corsHeaders([rule], { method: 'GET', headers: { origin: 'https://127.0.0.1.evil.example' } } as never),
  ).toEqual({});
  expect(corsHeaders([rule], { method: 'GET', headers: {} } as never)).toEqual({});
});

test('GW-120: a page uploads and reads by presigned URLs, and sees why it fails', async () => {
  const { s3, url } = await startStorage();
  const put = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'k' }));
  const asked = { origin, 'access-control-request-method': 'PUT' };
  const allowed = await fetch(put, { method: 'OPTIONS', headers: asked });
  expect([allowed.status, allowed.headers.get('access-control-allow-methods')]).toEqual([200, 'GET, PUT']);
  const sent = await fetch(put, { method: 'PUT', body: 'hi', headers: { origin } });
  const shown = ({ headers }: Response) =>
    ['allow-origin', 'expose-headers'].map((name) => headers.get(`access-control-${name}`));
  expect([sent.status, ...shown(sent)]).toEqual([200, origin, 'ETag']);
  const refused = await fetch(`${url}/${Bucket}/k`, { headers: { origin } });
  expect([refused.status, ...shown(refused)]).toEqual([403, origin, 'ETag']);
  const other = await fetch(await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'k' })), {
    headers: { origin: 'https://evil.example' },
  });
  expect([other.status, ...shown(other)]).toEqual([200, null, null]);
  expect((await fetch(put, { method: 'OPTIONS', headers: { ...asked, origin: 'https://evil.example' } })).status).toBe(
    403,
  );
});
