import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { answerCloudFormation } from './platform/custom-resource.ts';
import { createKeys } from './push/create-keys.ts';

/** Makes the keys of pushes when they are deployed. Only CloudFormation calls it. */
export const handler = answerCloudFormation((properties) =>
  createKeys(new SecretsManagerClient(), String(properties.SecretArn)),
);
