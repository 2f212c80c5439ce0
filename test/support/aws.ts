import type { LocalApp } from './local-app.ts';

/**
 * The configuration of an AWS SDK client that talks to the app: an operator's, whose credentials are whatever they are.
 */
export function awsClient({ url }: LocalApp) {
  return { endpoint: url, region: 'us-east-1', credentials: { accessKeyId: 'operator', secretAccessKey: 'secret' } };
}
