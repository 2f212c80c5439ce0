import webPush from 'web-push';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PushPayload } from '../../protocol/notifications.ts';
import { isPublicAddress, leadsToPrivateAddress, PrivateAddressError } from '../../lambdas/push/public-address.ts';
import { refusalOfEndpoint } from '../../lambdas/push/push-hosts.ts';
import { sendToPushService } from '../../lambdas/push/push-request.ts';
import { createPush } from '../../lambdas/push/web-push.ts';
import type { Subscription } from '../../lambdas/chat/model/notification.ts';
import { PushService, type Browser } from '../support/push-service.ts';

let service: PushService;
beforeAll(async () => void (service = await PushService.start()));
afterAll(() => service.close());

const keys = webPush.generateVAPIDKeys();
const contact = 'mailto:operator@example.com';
const payload: PushPayload = {
  kind: 'message',
  thread_id: 'thread',
  seq: 3,
  title: 'Çağla',
  body: 'New message',
  count: 2,
  unread_total: 5,
};
const pushTo = (browser: Browser, readKeys = async () => keys) => {
  const { endpoint, keys: own } = browser.subscription;
  const subscription: Subscription = { id: 'one', endpoint, ...own, addedAtMs: 0 };
  return createPush({ readKeys, contact, localHosts: [service.host] })(subscription, payload);
};

it('is decrypted by the browser and names the chat to the push service (NT-1; RFC 8291, RFC 8292)', async () => {
  const browser = service.browser();
  expect(await pushTo(browser)).toEqual({ kind: 'sent' });
  const [{ payload: received, sender, headers } = {} as never] = browser.received;
  expect(received).toEqual(payload);
  expect(sender).toMatchObject({ sub: contact, publicKey: keys.publicKey });
  expect(headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '86400' });
  expect(String(headers.topic)).toMatch(/^[\w-]{32}$/);
});

it.each([
  [404, {}, { kind: 'gone' }],
  [410, {}, { kind: 'gone' }],
  [429, { 'retry-after': '120' }, { kind: 'retry', afterMs: 120_000 }],
  [503, {}, { kind: 'retry', afterMs: null }],
  [400, {}, { kind: 'failed' }],
  [302, { location: 'http://127.0.0.1:1/' }, { kind: 'failed' }],
])(
  'a push service that answers %i decides what follows, and no redirect is followed (NT-4)',
  async (status, headers, outcome) => {
    const browser = service.browser();
    browser.answers.push({ status, headers });
    expect(await pushTo(browser)).toMatchObject(outcome);
    expect([browser.requests, browser.received]).toEqual([1, []]);
  },
);

it('an outage, of the keys too, is tried again, and its reason names no endpoint (NT-4)', async () => {
  const browser = service.browser();
  const failing = () => Promise.reject(new Error(`no keys for ${browser.endpoint}`));
  expect(await pushTo(browser, failing)).toEqual({
    kind: 'retry',
    afterMs: null,
    reason: 'the push service cannot be reached: Error',
  });
});

it.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
])('%s is no public address, as IPv4 and inside of IPv6 (NT-1)', (address) => {
  expect([address, `::ffff:${address}`].map(isPublicAddress)).toEqual([false, false]);
});

it.each([
  '::1',
  '::',
  'fe80::1',
  'fd00:ec2::254',
  'ff02::1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '::ffff:7f00:1',
  '2001:db8::1',
])('%s is no public address (NT-1)', (address) => expect(isPublicAddress(address)).toBe(false));

it('other addresses are public (NT-1)', () => {
  expect(['8.8.8.8', '142.250.1.1', '2a00:1450:4001::1'].map(isPublicAddress)).toEqual([true, true, true]);
});

it.each([
  ['http://push.example.com/x', 'must be an https URL'],
  ['https://127.0.0.1/x', 'must not lead to a private address'],
  ['https://[::1]/x', 'must not lead to a private address'],
  ['https://[::ffff:10.0.0.1]/x', 'must not lead to a private address'],
  ['https://2130706433/x', 'must not lead to a private address'],
  ['https://0x7f.1/x', 'must not lead to a private address'],
  ['https://localhost/x', 'must not lead to a private address'],
  ['https://user:secret@push.example.com/', 'must not have a user or password'],
  ['ftp://push.example.com/x', 'must be an https URL'],
])('%s is refused as an endpoint (NT-1)', async (endpoint, reason) => {
  expect(await refusalOfEndpoint(endpoint, [])).toBe(reason);
});

it('plain http is allowed only for the local hosts, by host and port (NT-1)', async () => {
  expect(await refusalOfEndpoint('http://127.0.0.1:99/x', ['127.0.0.1:99'])).toBeNull();
  expect(await refusalOfEndpoint('http://127.0.0.1:98/x', ['127.0.0.1:99'])).not.toBeNull();
});

it('a name that leads to a private address is not connected to, however it was checked before (NT-1)', async () => {
  expect(await leadsToPrivateAddress(new URL('https://localhost/'))).toBe(true);
  const message = { headers: {}, body: null };
  for (const url of ['https://localhost:1/', 'https://127.0.0.1:1/', 'http://localhost:1/'])
    await expect(sendToPushService(new URL(url), message, [])).rejects.toThrow(PrivateAddressError);
});
