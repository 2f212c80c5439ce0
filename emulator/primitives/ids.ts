import { randomBytes } from 'node:crypto';

/** An id in API Gateway's form: 11 random bytes in base64 (URL alphabet), which always ends in one `=`. */
export function gatewayId(): string {
  return `${randomBytes(11).toString('base64url')}=`;
}

/** `X-Amzn-Trace-Id`, as the load balancers in front of API Gateway generate it. */
export function traceId(nowMs: number): string {
  return `Root=1-${Math.floor(nowMs / 1000).toString(16)}-${randomBytes(12).toString('hex')}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A time in the Common Log Format: `13/Dec/2020:10:17:47 +0000`. */
export function clfTime(epochMs: number): string {
  const iso = new Date(epochMs).toISOString();
  const month = months[Number(iso.slice(5, 7)) - 1];
  return `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}
