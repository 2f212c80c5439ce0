import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify, type ECDH } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Person } from './people.ts';
import { pushPayload, type PushPayload } from '../../protocol/notifications.ts';

/** A push that a browser has taken. */
export interface ReceivedPush {
  payload: PushPayload;
  /** Of the decrypted payload. */
  bytes: number;
  headers: IncomingHttpHeaders;
  /** Who sent it: the claims of the VAPID token, verified. */
  sender: { aud: string; sub: string; exp: number; publicKey: string };
}

/** What a push service answers instead of 201. */
export interface PushAnswer {
  status: number;
  headers?: Record<string, string>;
}

/** A push service with its browsers: it verifies who sends (RFC 8292) and decrypts what they say (RFC 8291). */
export class PushService {
  private readonly browsers = new Map<string, Browser>();

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => void this.answer(request, response));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const browser = this.browsers.get(request.url ?? '');
    const { status, headers = {} } = browser?.take(body, request.headers, this.origin) ?? { status: 410 };
    response.writeHead(status, headers).end();
  }

  static async start(): Promise<PushService> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new PushService(server);
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get origin(): string {
    return `http://${this.host}`;
  }

  /** A new browser that takes pushes. */
  browser(): Browser {
    const path = `/push/${randomBytes(8).toString('hex')}`;
    const browser = new Browser(`${this.origin}${path}`);
    this.browsers.set(path, browser);
    return browser;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** A browser's subscription, and what it has received. */
export class Browser {
  readonly received: ReceivedPush[] = [];
  /** Answers to come before the usual 201. */
  readonly answers: PushAnswer[] = [];
  /** How many requests have come, refused ones included. */
  requests = 0;
  private readonly keys: ECDH = createECDH('prime256v1');
  private readonly auth = randomBytes(16);

  constructor(readonly endpoint: string) {
    this.keys.generateKeys();
  }

  /** As `PushSubscription.toJSON()` writes it. */
  get subscription() {
    const keys = { p256dh: this.keys.getPublicKey('base64url'), auth: this.auth.toString('base64url') };
    return { endpoint: this.endpoint, keys };
  }

  /** A new browser of the person, which takes pushes. */
  static async of(person: Pick<Person, 'rest'>, service: PushService): Promise<Browser> {
    const browser = service.browser();
    const { status, body } = await person.rest('PUT', '/push/subscriptions/', browser.subscription);
    if (status !== 204) throw new Error(`the subscription was refused: ${JSON.stringify(body)}`);
    return browser;
  }

  get payloads(): PushPayload[] {
    return this.received.map(({ payload }) => payload);
  }

  take(body: Buffer, headers: IncomingHttpHeaders, audience: string): PushAnswer {
    this.requests += 1;
    const answer = this.answers.shift();
    if (answer !== undefined) return answer;
    const sender = verifyVapid(headers.authorization ?? '', audience);
    const text = decrypt(body, this.keys, this.auth);
    const payload = pushPayload.strict().parse(JSON.parse(text.toString('utf8')));
    this.received.push({ payload, bytes: text.length, headers, sender });
    return { status: 201 };
  }
}

const derive = (secret: Buffer, salt: Buffer, info: Buffer | string, bytes: number) =>
  Buffer.from(hkdfSync('sha256', secret, salt, info, bytes));

/** RFC 8291, section 3.4, and RFC 8188, section 2. */
function decrypt(body: Buffer, keys: ECDH, auth: Buffer): Buffer {
  const salt = body.subarray(0, 16);
  const senderKey = body.subarray(21, 21 + body[20]!);
  const record = body.subarray(21 + body[20]!);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.getPublicKey(), senderKey]);
  const secret = derive(keys.computeSecret(senderKey), auth, info, 32);
  const key = derive(secret, salt, 'Content-Encoding: aes128gcm\0', 16);
  const nonce = derive(secret, salt, 'Content-Encoding: nonce\0', 12);
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(record.subarray(-16));
  const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
  // The last record ends with a 2, and zeros.
  return padded.subarray(0, padded.lastIndexOf(2));
}

/** RFC 8292, sections 2 and 3. */
function verifyVapid(authorization: string, audience: string): ReceivedPush['sender'] {
  const [, token = '', publicKey = ''] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization) ?? [];
  const point = Buffer.from(publicKey, 'base64url');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
  const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: x!, y: y! }, format: 'jwk' });
  const [header = '', claims = '', signature = ''] = token.split('.');
  const isSigned = verify(
    'sha256',
    Buffer.from(`${header}.${claims}`),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  const sender = JSON.parse(Buffer.from(claims, 'base64url').toString()) as ReceivedPush['sender'];
  if (!isSigned || sender.aud !== audience || sender.exp * 1000 > Date.now() + 24 * 3_600_000)
    throw new Error('the push is not signed as RFC 8292 asks');
  return { ...sender, publicKey };
}
