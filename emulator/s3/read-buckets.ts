import type { AppResources, ResolvedResource } from '../assembly/app-resources.ts';
import { AssemblyError } from '../assembly/cloud-assembly.ts';
import { generatedId, type Identify } from '../assembly/identifiers.ts';
import { region, urlSuffix } from '../primitives/pseudo-parameters.ts';
import type { BucketModel, CorsRule } from './model.ts';

interface BucketProperties {
  CorsConfiguration?: { CorsRules: CorsRuleProperties[] };
  LifecycleConfiguration?: { Rules: LifecycleRule[] };
}

interface CorsRuleProperties {
  AllowedOrigins: string[];
  AllowedMethods: string[];
  AllowedHeaders?: string[];
  ExposedHeaders?: string[];
  MaxAge?: number;
}

interface LifecycleRule {
  Status: 'Enabled' | 'Disabled';
  Prefix?: string;
  ExpirationInDays?: number;
  ExpirationDate?: string;
  AbortIncompleteMultipartUpload?: { DaysAfterInitiation: number };
}

const nameLengthMax = 63;

/** Name, ARN and the names of hosts of a bucket. CloudFormation's own names are in lower case. */
export const identifyBucket: Identify = (resource, textOf) => {
  const generated = `${resource.stackName}-${resource.logicalId}`.toLowerCase();
  const suffix = `-${generatedId(resource)}`;
  const name = textOf('BucketName', `${generated.slice(0, nameLengthMax - suffix.length)}${suffix}`);
  return {
    ref: name,
    attributes: {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.${urlSuffix}`,
      RegionalDomainName: regionalDomainName(name),
      DualStackDomainName: `${name}.s3.dualstack.${region}.${urlSuffix}`,
    },
  };
};

export const regionalDomainName = (name: string): string => `${name}.s3.${region}.${urlSuffix}`;

/**
 * The buckets that the environment of one of the app's functions names. Others, such as that of a page, are not
 * served. Throws an `AssemblyError` for a lifecycle rule that deletes objects.
 */
export function readBuckets(app: AppResources): BucketModel[] {
  const texts = app
    .functions<{ Environment?: { Variables?: Record<string, string> } }>()
    .flatMap(({ properties }) => Object.values(properties.Environment?.Variables ?? {}));
  return app
    .ofType<BucketProperties>('AWS::S3::Bucket')
    .filter(({ ref: name }) => texts.some((text) => text.includes(name)))
    .map(readBucket);
}

function readBucket({ logicalId, ref: name, arn, properties }: ResolvedResource<BucketProperties>): BucketModel {
  const rules = (properties.LifecycleConfiguration?.Rules ?? []).filter(({ Status }) => Status === 'Enabled');
  if (rules.some((rule) => rule.ExpirationInDays !== undefined || rule.ExpirationDate !== undefined))
    throw new AssemblyError(`bucket ${name} lets objects expire, which is not emulated`);
  const abortRules = rules.flatMap(({ Prefix: prefix = '', AbortIncompleteMultipartUpload: abort }) =>
    abort === undefined ? [] : { prefix, days: abort.DaysAfterInitiation },
  );
  return { logicalId, name, arn, abortRules, corsRules: (properties.CorsConfiguration?.CorsRules ?? []).map(readCors) };
}

function readCors(rule: CorsRuleProperties): CorsRule {
  return {
    origins: rule.AllowedOrigins,
    methods: rule.AllowedMethods,
    headers: (rule.AllowedHeaders ?? []).map((name) => name.toLowerCase()),
    exposedHeaders: rule.ExposedHeaders ?? [],
    maxAgeSeconds: rule.MaxAge ?? null,
  };
}
