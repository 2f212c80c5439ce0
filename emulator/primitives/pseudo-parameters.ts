/** The values of CloudFormation's pseudo parameters on one machine. */
export const region = 'us-east-1';
export const accountId = '000000000000';
export const urlSuffix = 'amazonaws.com';

export const pseudoParameters: Record<string, unknown> = {
  'AWS::Region': region,
  'AWS::AccountId': accountId,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': urlSuffix,
  'AWS::NoValue': undefined,
  'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/local/0`,
  'AWS::NotificationARNs': [],
};

/** The host of an API as templates write it. In functions' settings the emulator replaces it by its own. */
export const executeApiHost = (apiId: string): string => `${apiId}.execute-api.${region}.${urlSuffix}`;
