import type { PolicyStatement } from '../iam/policy.ts';

export interface QueueModel {
  logicalId: string;
  name: string;
  arn: string;
  url: string;
  /** The queue's own policy: which services may send to it. */
  policyStatements: (PolicyStatement & { principals: string[] })[];
  /** How long a message is hidden before its first receipt, if its sender does not say. */
  delayMs: number;
  /** How long a received message is hidden from others. */
  visibilityTimeoutMs: number;
  /** Where a message goes that was received too often; null: nowhere. */
  redrive: Redrive | null;
}

export interface Redrive {
  deadLetterArn: string;
  maxReceiveCount: number;
}
