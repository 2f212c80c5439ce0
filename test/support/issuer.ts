import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT, type JWTPayload } from 'jose';

/** Made as PEM: on Node.js 20 a JWK taken from a key that was just made can hang. */
export function newRsaKey(): { privateKey: KeyObject; publicKey: KeyObject; publicPem: string } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return { privateKey: createPrivateKey(privateKey), publicKey: createPublicKey(publicKey), publicPem: publicKey };
}

export const issuerUrl = 'https://issuer.example';
export const nowSeconds = () => Math.floor(Date.now() / 1000);

/** An issuer with one RSA key, whose key set a real server on this machine gives out. */
export interface Issuer {
  jwksUri: string;
  /** How often the key set was asked for. */
  fetches(): number;
  publicPem: string;
  /** What the server answers from now on: the status, and whether the keys are there. */
  answerWith(status: number): void;
  /** A token that is right in everything but for the changes. */
  sign(changes?: JWTPayload, header?: { alg?: string; kid?: string }, key?: KeyObject | Uint8Array): Promise<string>;
  close(): Promise<void>;
}

/** Made once a process: keys are slow to make, and no test is the wiser. */
const pair = newRsaKey();

export async function startIssuer(): Promise<Issuer> {
  const { privateKey, publicKey, publicPem } = pair;
  const keys = [{ kid: 'one', alg: 'RS256', use: 'sig', ...publicKey.export({ format: 'jwk' }) }];
  let fetches = 0;
  let status = 200;
  const server = createServer((_request, response) => {
    fetches += 1;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    jwksUri: `http://127.0.0.1:${port}/keys`,
    fetches: () => fetches,
    publicPem,
    answerWith: (next) => (status = next),
    sign(changes = {}, header = {}, key = privateKey) {
      const claims = {
        sub: 'alice',
        iss: issuerUrl,
        aud: 'chat',
        username: 'Alice',
        iat: nowSeconds(),
        exp: nowSeconds() + 600,
      };
      return new SignJWT({ ...claims, ...changes })
        .setProtectedHeader({ alg: 'RS256', kid: 'one', ...header })
        .sign(key);
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}
