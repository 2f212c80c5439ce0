import type { IncomingMessage } from 'node:http';

/** Compared as text: URL parsers also turn `0x7f.1` and `127.1` into 127.0.0.1. */
const thisMachine = /^(127\.0\.0\.1|localhost|\[::1\])(:\d*)?$/i;

/** Groups: the authority of a target in absolute form (RFC 9112, 3.2.2). */
const absoluteForm = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i;

/**
 * Whether a request names this machine in `Host`, and in its target if that is in absolute form. Any other name
 * may be one that a foreign page has pointed at 127.0.0.1, which makes the browser take this machine for the
 * page's own server.
 */
export function namesThisMachine({ headersDistinct, url = '' }: IncomingMessage): boolean {
  const [host, ...more] = headersDistinct.host ?? [];
  const [, authority = host] = absoluteForm.exec(url) ?? [];
  return [host, authority].every((name) => name !== undefined && thisMachine.test(name)) && more.length === 0;
}

/** `http(s)://HOST` at which a request reached this machine. */
export function originOf({ headers, socket }: IncomingMessage): string {
  return `${'encrypted' in socket ? 'https' : 'http'}://${headers.host ?? '127.0.0.1'}`;
}

/** Whether a request comes from a page of this origin, or from no page: only browsers send `Origin`. */
export function comesFromOwnOrigin(request: IncomingMessage): boolean {
  const { origin } = request.headers;
  const own = originOf(request);
  return origin === undefined || (URL.canParse(own) && origin === new URL(own).origin);
}
