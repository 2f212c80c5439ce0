import { createHash } from 'node:crypto';
import webPush from 'web-push';
import type { PushPayload } from '../../protocol/notifications.ts';
import type { Subscription } from '../chat/model/notification.ts';
import { parseRetryAfter } from '../chat/model/push-retries.ts';
import type { Push, PushOutcome } from '../chat/ports/notifications.ts';
import { PrivateAddressError } from './public-address.ts';
import type { LocalHosts } from './push-hosts.ts';
import { sendToPushService, type ServiceAnswer } from './push-request.ts';
import type { ReadVapidKeys } from './vapid-keys.ts';

interface WebPushOptions {
  readKeys: ReadVapidKeys;
  /** Whom push services reach about these pushes: a mailto: or https: URL. */
  contact: string;
  localHosts: LocalHosts;
}

/** What a push service keeps a push for while the browser is offline. */
const keptSeconds = 24 * 3_600;

/** Of two pushes of one topic, a push service keeps the later one (RFC 8030, section 5.4): at most 32 characters. */
const topicOf = ({ kind, thread_id }: PushPayload): string =>
  createHash('sha256')
    .update(kind === 'summary' ? kind : thread_id)
    .digest('base64url')
    .slice(0, 32);

/** Encrypts payloads (RFC 8291) and sends them. */
export function createPush({ readKeys, contact, localHosts }: WebPushOptions): Push {
  return async ({ endpoint, p256dh, auth }: Subscription, payload) => {
    try {
      const { body, headers } = webPush.generateRequestDetails(
        { endpoint, keys: { p256dh, auth } },
        JSON.stringify(payload),
        {
          vapidDetails: { subject: contact, ...(await readKeys()) },
          TTL: keptSeconds,
          topic: topicOf(payload),
          contentEncoding: 'aes128gcm',
        },
      );
      return outcomeOf(await sendToPushService(new URL(endpoint), { body, headers }, localHosts));
    } catch (error) {
      return failureOf(error);
    }
  };
}

function outcomeOf({ status, retryAfter }: ServiceAnswer): PushOutcome {
  if (status >= 200 && status < 300) return { kind: 'sent' };
  if (status === 404 || status === 410) return { kind: 'gone' };
  const reason = `the push service answered ${status}`;
  if (status === 429 || status >= 500)
    return { kind: 'retry', afterMs: parseRetryAfter(retryAfter, Date.now()), reason };
  return { kind: 'failed', reason };
}

/** The messages of errors may name the endpoint, which is a secret: only their names are kept. */
function failureOf(error: unknown): PushOutcome {
  if (error instanceof PrivateAddressError) return { kind: 'gone' };
  const { name = 'Error', code = '' } = error as { name?: string; code?: string };
  return { kind: 'retry', afterMs: null, reason: `the push service cannot be reached: ${name} ${code}`.trimEnd() };
}
