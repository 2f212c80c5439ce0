/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html */
export interface CorsRule {
  /** Each may hold one `*`. */
  origins: string[];
  methods: string[];
  /** Request headers, in lower case; each may hold one `*`. */
  headers: string[];
  exposedHeaders: string[];
  maxAgeSeconds: number | null;
}

export interface BucketModel {
  logicalId: string;
  name: string;
  arn: string;
  corsRules: CorsRule[];
  /** Lifecycle rules that end unfinished uploads. */
  abortRules: { prefix: string; days: number }[];
}
