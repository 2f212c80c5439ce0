import { ECDH } from 'node:crypto';
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';

/** The keys that name this chat to push services (RFC 8292), in base64url. */
export interface VapidKeys {
  publicKey: string;
  privateKey: string;
}

/** Gets the keys. */
export type ReadVapidKeys = () => Promise<VapidKeys>;

const secretValue = z.object({ publicKey: z.string(), privateKey: z.string() });

/** Reads the keys from their secret, once in a process unless it fails. */
export function readKeysFrom(client: SecretsManagerClient, secretId: string): ReadVapidKeys {
  let reading: Promise<VapidKeys> | null = null;
  const read = async () => {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    return secretValue.parse(JSON.parse(SecretString));
  };
  return () => {
    reading ??= read().catch((error: unknown) => {
      reading = null;
      throw error;
    });
    return reading;
  };
}

/** Whether a text is a public key of P-256, uncompressed, in base64url. */
export function isPublicKey(text: string): boolean {
  try {
    return ECDH.convertKey(text, 'prime256v1', 'base64url', 'hex', 'uncompressed') !== '';
  } catch {
    return false;
  }
}
