import type { JWK } from 'jose';
import * as z from 'zod';

/** The public keys of an issuer. */
export type IssuerKeys = (issuer: string) => Promise<JWK[]>;

const discovery = z.object({ jwks_uri: z.string() });
const keySet = z.object({ keys: z.array(z.record(z.string(), z.unknown())) });

/** "API Gateway can cache the public key for two hours" (Developer Guide, JWT authorizers). */
const cachedForMs = 2 * 60 * 60 * 1000;

/** Keys by OpenID Connect discovery, cached for two hours. `fetchJson` reads a URL. A failure is not cached. */
export function discoverKeys(fetchJson: (url: string) => Promise<unknown>): IssuerKeys {
  const cache = new Map<string, { keys: Promise<JWK[]>; untilMs: number }>();
  return (issuer) => {
    const cached = cache.get(issuer);
    if (cached !== undefined && cached.untilMs > Date.now()) return cached.keys;
    const keys = readKeys(fetchJson, issuer);
    cache.set(issuer, { keys, untilMs: Date.now() + cachedForMs });
    keys.catch(() => cache.delete(issuer));
    return keys;
  };
}

async function readKeys(fetchJson: (url: string) => Promise<unknown>, issuer: string): Promise<JWK[]> {
  const { jwks_uri: uri } = discovery.parse(
    await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`),
  );
  return keySet.parse(await fetchJson(uri)).keys as JWK[];
}
