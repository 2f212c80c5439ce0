import { request as requestPlain, type IncomingMessage } from 'node:http';
import { request, type RequestOptions } from 'node:https';
import { namesPrivateAddress, PrivateAddressError, publicLookup } from './public-address.ts';
import { isLocalPushHost, type LocalHosts } from './push-hosts.ts';

export interface ServiceAnswer {
  status: number;
  retryAfter: string | undefined;
}

interface PushMessage {
  headers: Record<string, string | number>;
  body: Buffer | null;
}

/** Less than others leave a push to the call that has claimed it. */
const timeoutMs = 8_000;

/**
 * Posts to a push service: by https to public addresses, by plain http only to a local host. A redirect is an answer
 * like any other, and a body of the answer is not read.
 * @throws PrivateAddressError, or an error of the connection
 */
export function sendToPushService(url: URL, message: PushMessage, localHosts: LocalHosts): Promise<ServiceAnswer> {
  if (isLocalPushHost(url, localHosts)) return post(requestPlain, url, message, {});
  if (url.protocol !== 'https:' || namesPrivateAddress(url))
    return Promise.reject(new PrivateAddressError('the endpoint is not a public one'));
  return post(request, url, message, { lookup: publicLookup });
}

function post(
  send: typeof request,
  url: URL,
  { headers, body }: PushMessage,
  options: RequestOptions,
): Promise<ServiceAnswer> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const sent = send(url, { ...options, method: 'POST', headers, signal, agent: false }, (answer: IncomingMessage) => {
      answer.destroy();
      resolve({ status: answer.statusCode ?? 0, retryAfter: answer.headers['retry-after'] });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
