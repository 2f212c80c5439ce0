export interface BusModel {
  /** Null for the account's default bus. */
  logicalId: string | null;
  name: string;
  arn: string;
}

export interface RuleModel {
  logicalId: string;
  arn: string;
  busName: string;
  pattern: Record<string, unknown>;
  targets: RuleTarget[];
}

/** A function or a queue that receives the events that a rule matches. */
export interface RuleTarget {
  type: 'function' | 'queue';
  arn: string;
  /** The part of the event that the target receives, e.g. `$.detail`; null for all of it. */
  inputPath: string | null;
  retries: number;
  maxAgeMs: number;
  deadLetterArn: string | null;
}
