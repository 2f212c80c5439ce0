import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT, type JWTHeaderParameters, type JWTPayload } from 'jose';

const publicKeyEncoding = { type: 'spki', format: 'pem' } as const;
const privateKeyEncoding = { type: 'pkcs8', format: 'pem' } as const;

/** Made as PEM: on Node.js 20 a JWK taken from a key that was just made can hang. */
const keyPairs = {
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding, privateKeyEncoding }),
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256', publicKeyEncoding, privateKeyEncoding }),
  EdDSA: () => generateKeyPairSync('ed25519', { publicKeyEncoding, privateKeyEncoding }),
} as const;

/** The algorithms that issuers of tests sign with. */
export type Algorithm = keyof typeof keyPairs;

interface KeyPair {
  privateKey: KeyObject;
  publicKey: KeyObject;
  publicPem: string;
}

function newKeyPair(algorithm: Algorithm): KeyPair {
  const { privateKey, publicKey } = keyPairs[algorithm]();
  return { privateKey: createPrivateKey(privateKey), publicKey: createPublicKey(publicKey), publicPem: publicKey };
}

export const newRsaKey = () => newKeyPair('RS256');

export const issuerUrl = 'https://issuer.example';
export const nowSeconds = () => Math.floor(Date.now() / 1000);

/** An issuer with one key. A real server on this machine publishes its key set and its discovery document. */
export interface Issuer {
  /** Where the server is. A verifier that finds the keys by discovery needs it as the issuer's name. */
  url: string;
  jwksUri: string;
  /** How often the key set was fetched. */
  fetches(): number;
  /** The paths of all requests so far. */
  requests(): string[];
  publicPem: string;
  /** The status of all answers from now on. */
  answerWith(status: number): void;
  /** The discovery document from now on. At first it names the server's own address. */
  publish(discovery: Record<string, unknown>): void;
  /** A token that is right in everything but for the changes. */
  sign(changes?: JWTPayload, header?: Partial<JWTHeaderParameters>, key?: KeyObject | Uint8Array): Promise<string>;
  close(): Promise<void>;
}

/** Made once a process for each algorithm: RSA keys are slow to make. */
const pairs = new Map<Algorithm, KeyPair>();

export async function startIssuer({ algorithm = 'RS256' as Algorithm } = {}): Promise<Issuer> {
  const pair = pairs.get(algorithm) ?? newKeyPair(algorithm);
  pairs.set(algorithm, pair);
  const keys = [{ kid: 'one', alg: algorithm, use: 'sig', ...pair.publicKey.export({ format: 'jwk' }) }];
  const requests: string[] = [];
  let status = 200;
  let discovery: Record<string, unknown> = {};
  const server = createServer(({ url = '' }, response) => {
    requests.push(url);
    const document = url === '/keys' ? { keys } : discovery;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  discovery = { issuer: address, jwks_uri: `${address}/keys` };
  return {
    url: address,
    jwksUri: `${address}/keys`,
    fetches: () => requests.filter((path) => path === '/keys').length,
    requests: () => requests,
    publicPem: pair.publicPem,
    answerWith: (next) => (status = next),
    publish: (document) => (discovery = document),
    sign(changes = {}, header = {}, key = pair.privateKey) {
      const claims = {
        sub: 'alice',
        iss: issuerUrl,
        aud: 'chat',
        username: 'Alice',
        iat: nowSeconds(),
        exp: nowSeconds() + 600,
      };
      return new SignJWT({ ...claims, ...changes })
        .setProtectedHeader({ alg: algorithm, kid: 'one', ...header })
        .sign(key, { crit: Object.fromEntries((header.crit ?? []).map((name) => [name, true])) });
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}
