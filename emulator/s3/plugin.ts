import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainIdentifiers } from '../assembly/identifiers.ts';
import type { Plugin } from '../runtime/plugin.ts';
import { startLifecycle } from './lifecycle.ts';
import type { BucketModel } from './model.ts';
import { identifyBucket, readBuckets, regionalDomainName } from './read-buckets.ts';
import { RequestCounter } from './request-counter.ts';
import { S3Server } from './s3-server.ts';
import { BucketStore } from './store/bucket-store.ts';

export interface S3Handle {
  /** The origin of the stored files; null if the app has no bucket. */
  storageUrl: string | null;
}

/** The buckets of the app's functions. Their files are kept in `DATA_DIR`, or in a temporary folder. */
export const s3Plugin: Plugin<{ buckets: BucketModel[] }, S3Handle> = {
  resourceTypes: { 'AWS::S3::Bucket': identifyBucket, 'AWS::S3::BucketPolicy': plainIdentifiers },
  sdkNames: ['S3'],
  hasOwnOrigin: ({ buckets }) => buckets.length > 0,
  read: (app) => ({ buckets: readBuckets(app) }),
  addresses: ({ buckets }, url) =>
    Object.fromEntries(buckets.map(({ name }) => [`https://${regionalDomainName(name)}`, `${url}/${name}`])),
  start({ buckets: models }, { settings, faults, callers, url }) {
    if (models.length === 0) return { handle: { storageUrl: null } };
    const { DATA_DIR: kept, LOCAL_LINK_LIFETIME_MS: linkLifetimeMs } = settings;
    const folder = kept === undefined ? mkdtempSync(join(tmpdir(), 's3-')) : join(kept, 's3');
    const buckets = new Map(
      models.map((model) => [model.name, { model, store: new BucketStore(join(folder, model.name)) }]),
    );
    const counter = new RequestCounter();
    const lifecycle = startLifecycle(buckets.values());
    return {
      handle: { storageUrl: url },
      http: [new S3Server({ buckets, callers, counter, faults, linkLifetimeMs })],
      counters: { s3: counter },
      close: () => {
        lifecycle.close();
        if (kept === undefined) rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};
