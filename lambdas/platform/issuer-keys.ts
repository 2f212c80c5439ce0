import { log } from './log.ts';

/** For each of the two documents. A handshake waits 10 s at most. */
const fetchTimeoutMs = 3_000;

/**
 * Also over plain http, which the issuer of one machine needs. Fails on a redirect: keys come from the named host
 * only.
 */
async function fetchFrom(uri: string): Promise<ArrayBuffer> {
  const response = await fetch(uri, { signal: AbortSignal.timeout(fetchTimeoutMs), redirect: 'error' });
  if (!response.ok) throw new Error(`${uri} answered ${response.status}`);
  return response.arrayBuffer();
}

/** Where an issuer publishes its discovery document. (OpenID Connect Discovery 1.0, section 4.) */
export function discoveryUri(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

/** The address of the issuer's keys, from its discovery document, which has to be the issuer's own (section 4.3). */
async function discoverKeysUri(issuer: string): Promise<string> {
  const document = JSON.parse(new TextDecoder().decode(await fetchFrom(discoveryUri(issuer)))) as {
    issuer?: unknown;
    jwks_uri?: unknown;
  };
  if (document.issuer !== issuer)
    throw new Error(
      `the discovery document is that of "${String(document.issuer)}": the setting has to be the same text`,
    );
  if (typeof document.jwks_uri !== 'string') throw new Error('the discovery document has no jwks_uri');
  return document.jwks_uri;
}

/**
 * Fetches the issuer's key set. Its address is `keysUri`, or without one is read from the discovery document, once a
 * process. Without keys every token is refused as if it were bad, so a failure is logged as an error.
 */
export function createKeyFetcher(issuer: string, keysUri: string | null): () => Promise<ArrayBuffer> {
  let known = keysUri;
  return async () => {
    try {
      known ??= await discoverKeysUri(issuer);
      return await fetchFrom(known);
    } catch (error) {
      log.error('the keys of the issuer cannot be fetched', { uri: known ?? discoveryUri(issuer), error });
      throw error;
    }
  };
}
