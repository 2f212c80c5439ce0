import { createECDH } from 'node:crypto';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { VapidKeys } from './vapid-keys.ts';

function newKeys(): VapidKeys {
  const keys = createECDH('prime256v1');
  const publicKey = keys.generateKeys('base64url');
  // A private key that begins with zeros is shorter.
  return { publicKey, privateKey: keys.getPrivateKey('hex').padStart(64, '0') };
}

const toBase64Url = ({ publicKey, privateKey }: VapidKeys): VapidKeys => ({
  publicKey,
  privateKey: Buffer.from(privateKey, 'hex').toString('base64url'),
});

/**
 * Makes the keys of pushes and puts them into the secret, unless it has some: with others every browser would have to
 * subscribe again.
 */
export async function createKeys(client: SecretsManagerClient, SecretId: string): Promise<void> {
  if (await hasValue(client, SecretId)) return;
  const SecretString = JSON.stringify(toBase64Url(newKeys()));
  await client.send(new PutSecretValueCommand({ SecretId, SecretString }));
}

/** A secret without a value answers as one that does not exist. (Secrets Manager API, GetSecretValue.) */
async function hasValue(client: SecretsManagerClient, SecretId: string): Promise<boolean> {
  try {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId }));
    return SecretString.includes('publicKey');
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}
