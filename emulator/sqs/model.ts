import type { PolicyStatement } from '../iam/policy.ts';

export interface QueueModel {
  logicalId: string;
  name: string;
  arn: string;
  url: string;
  /** The queue's own policy: which services may send to it. */
  policyStatements: (PolicyStatement & { principals: string[] })[];
}
