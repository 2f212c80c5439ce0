import { S3Client } from '@aws-sdk/client-s3';
import { credentialsOf } from '../../iam/callers.ts';
import { operator, startFixture, type FixtureFunction } from './fixture-app.ts';

type Resources = Record<string, unknown>;

export const bucketName = 'shop-files';
export const allowedOrigin = 'https://shop.example';

export const bucketArn = (path = '') => ({ 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Files', 'Arn'] }, path]] });

const everything = [{ Effect: 'Allow', Action: 's3:*', Resource: [bucketArn(), bucketArn('/*')] }];
const cors = {
  AllowedOrigins: [allowedOrigin],
  AllowedMethods: ['GET', 'PUT'],
  AllowedHeaders: ['content-type', 'x-amz-*'],
  ExposedHeaders: ['ETag'],
  MaxAge: 600,
};

export const bucketOf = (properties: Resources = {}): Resources => ({
  Files: {
    Type: 'AWS::S3::Bucket',
    Properties: { BucketName: bucketName, CorsConfiguration: { CorsRules: [cors] }, ...properties },
  },
});

/** A function `files` that may use the bucket as `statements` say, by default in every way. */
export const filesFunction = (statements: Resources[] = everything, code = 'export const handler = () => {};') => ({
  files: { code, statements, properties: { Environment: { Variables: { BUCKET: { Ref: 'Files' } } } } },
});

interface StorageOptions {
  functions?: Record<string, FixtureFunction>;
  resources?: Resources;
  settings?: Record<string, string>;
}

/** The services of an app with one bucket, and the SDK's client as its function `files` has it. */
export async function startStorage({ functions, resources, settings }: StorageOptions = {}) {
  const core = await startFixture(functions ?? filesFunction(), { resources: resources ?? bucketOf(), settings });
  const url = core.storageUrl!;
  const credentials = credentialsOf(core.functions.find('files')!);
  // What is presigned is sent by others, who add no checksum.
  const client = { endpoint: url, region: 'us-east-1', maxAttempts: 1, requestChecksumCalculation: 'WHEN_REQUIRED' };
  return {
    core,
    url,
    s3: new S3Client({ ...client, credentials, requestChecksumCalculation: 'WHEN_REQUIRED' }),
    operator: new S3Client(operator(url)),
  };
}

/** The `Code` of an error of S3. */
export async function codeOf(response: Response): Promise<string | undefined> {
  return /<Code>(.*?)<\/Code>/.exec(await response.text())?.[1];
}
