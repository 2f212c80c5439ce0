import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from 'cdk-app-emulator';
import type { FileRules, Files } from '../lambdas/chat/ports/files.ts';
import type { Upload } from '../protocol/attachments.ts';
import { createFiles, openS3 } from '../lambdas/files/s3-files.ts';
import { dispatcher } from '../emulator/dispatch.ts';
import { Callers, credentialsOf, type Credentials } from '../emulator/iam/callers.ts';
import { startInternalServer } from '../emulator/primitives/internal-server.ts';
import { RequestCounter } from '../emulator/s3/request-counter.ts';
import { S3Server } from '../emulator/s3/s3-server.ts';
import { BucketStore } from '../emulator/s3/store/bucket-store.ts';

const bucketName = 'chat-files';

/** The rules of a stage whose settings say nothing. */
export const fileRules: FileRules = {
  attachmentMaxBytes: 1024 ** 3,
  uploadLimit: { files: 200, bytes: 5 * 1024 ** 3 },
  malwareScan: false,
};

const arn = 'arn:aws:lambda:us-east-1:123456789012:function:files';
/** A function that may do everything with the bucket: what the deployed ones may is tested with the app. */
const owner = {
  arn,
  name: 'files',
  shortName: 'files',
  roleName: 'files',
  roleStatements: [{ effect: 'Allow' as const, actions: ['s3:*'], resources: ['*'], conditions: {} }],
};

/** What the storage was asked for so far. */
export const storageRequests = new RequestCounter();

/** The emulator's storage with one bucket, until the process ends. */
async function startStorage(): Promise<{ url: string; credentials: Credentials; close: () => void }> {
  const store = new BucketStore(join(mkdtempSync(join(tmpdir(), 'chat-storage-')), bucketName));
  const model = {
    logicalId: 'Files',
    name: bucketName,
    arn: `arn:aws:s3:::${bucketName}`,
    abortRules: [],
    corsRules: [],
  };
  const part = new S3Server({
    buckets: new Map([[bucketName, { model, store }]]),
    callers: new Callers([owner]),
    counter: storageRequests,
    faults: readSettings({}),
    linkLifetimeMs: undefined,
  });
  const server = await startInternalServer();
  server.serve(dispatcher([part], () => undefined));
  return { url: server.url, credentials: credentialsOf(owner), close: server.close };
}

type PutAt = Pick<Upload['parts'][number], 'url' | 'headers'>;

/** Puts bytes where a part of an upload, or its preview, goes. Throws if the storage refuses them. */
export async function putFile({ url, headers }: PutAt, bytes: Uint8Array): Promise<void> {
  const { ok, status } = await fetch(url ?? '', { method: 'PUT', headers, body: Buffer.from(bytes) });
  if (!ok) throw new Error(`the storage refused bytes with ${status}`);
}

let shared: Promise<{ files: Files; close: () => void }> | undefined;

async function start() {
  const { url, credentials, close } = await startStorage();
  return { files: createFiles(openS3({ endpoint: url, region: 'us-east-1', credentials }), bucketName), close };
}

/** Closes that storage, if it was started, so that the process can end. */
export async function closeStorage(): Promise<void> {
  (await shared)?.close();
}

/** The files of that storage, which starts with the first call: most runs need none. */
export function lazyFiles(): Files {
  return new Proxy({} as Files, {
    get:
      (_, name: keyof Files) =>
      async (...given: never[]) => {
        const { files } = await (shared ??= start());
        return (files[name] as (...args: never[]) => unknown)(...given);
      },
  });
}
