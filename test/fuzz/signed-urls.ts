import { expect } from 'vitest';
import type { Talk } from '../support/people.ts';
import type { Random } from '../support/random.ts';
import { png, uploadsOf } from '../support/uploads.ts';
import { mutate } from './mutate.ts';
import { send } from './send.ts';

/** A request that was signed. */
interface Signed {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: Buffer;
}

async function signedRequests({ alice, path }: Talk): Promise<Signed[]> {
  const uploads = uploadsOf(alice, path);
  const { body: upload } = await uploads.create({ size: png.length, preview_size: png.length });
  const { body: link } = await uploads.link((await uploads.file()).id);
  const [part, preview] = [upload.parts[0], upload.preview].map(({ url, headers }) => ({
    ...{ method: 'PUT', url: new URL(url), headers, body: png },
  }));
  return [part!, preview!, { method: 'GET', url: new URL(link.url), headers: {}, body: Buffer.alloc(0) }];
}

/** What a target means: its path and its parameters, in any order and any encoding. Null if it cannot be decoded. */
function meaningOf(target: string): string | null {
  const [path = '', ...query] = target.split('?');
  try {
    const pairs = query.join('?').replaceAll('+', ' ').split('&').filter(Boolean);
    return [decodeURIComponent(path), ...pairs.map(decodeURIComponent).sort()].join('\n');
  } catch {
    return null;
  }
}

const encode = (char: string) => encodeURIComponent(char.toWellFormed());

function mutantOf({ method, url, headers, body }: Signed, random: Random): Signed & { target: string } {
  const target = `${url.pathname}${url.search}`;
  const same = { ...{ method, url, headers, body }, target };
  return random.pick([
    () => ({ ...same, target: `/${mutate(target, random).slice(1)}`.replace(/[^!-~]/g, encode) }),
    () => ({ ...same, method: random.pick(['PUT', 'GET', 'HEAD', 'POST', 'DELETE', 'PATCH']) }),
    () => ({ ...same, body: Buffer.alloc(random.below(100), 'x') }),
    () => ({ ...same, headers: { ...headers, [`x-amz-${random.pick(['acl', 'date', 'tagging', 'meta-a'])}`]: 'x' } }),
    () => ({ ...same, headers: { ...headers, authorization: mutate('AWS4-HMAC-SHA256 Credential=a/b', random) } }),
  ])();
}

/** Whatever is changed of a signed request, the storage refuses it, and says so as S3 does. */
export async function fuzzSignedUrls(talk: Talk, random: Random, rounds: number): Promise<void> {
  const signed = await signedRequests(talk);
  for (let round = 0; round < rounds; round += 1) {
    const original = random.pick(signed);
    const mutant = mutantOf(original, random);
    const { method, url, headers, body, target } = mutant;
    const isSame =
      method === original.method &&
      headers === original.headers &&
      body.length === original.body.length &&
      meaningOf(target) === meaningOf(`${url.pathname}${url.search}`);
    if (isSame) continue;
    const answer = await send(url.origin, method, target, headers, body);
    if (answer === null) continue;
    const what = `round ${round}: ${method} ${target} ${JSON.stringify(headers)} → ${answer.status} ${answer.text}`;
    expect([400, 403, 404, 411, 501], what).toContain(answer.status);
  }
}
