import { generateKeyPair } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** The development key of this checkout. Git ignores the folder. */
const keyFile = join(import.meta.dirname, '..', '..', '.local', 'issuer-key.pem');

/**
 * The private key in the file, as PEM. If there is none it is created. Several processes that create it at once all get
 * the same key: a hard link cannot replace an existing file.
 */
export async function readOrCreateKey(path: string = keyFile): Promise<string> {
  return (await readIfThere(path)) ?? createKey(path);
}

async function createKey(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await writeFile(draft, await newKey(), { mode: 0o600 });
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(path, 'utf8');
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Exports PEM first, never a JWK directly: on Node.js 20 that export can hang after a key was generated. */
async function newKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return privateKey;
}
