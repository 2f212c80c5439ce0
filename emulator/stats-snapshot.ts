import type { CapacityCounts } from './dynamodb/capacity-counter.ts';
import type { PushCounts } from './gateway/websocket/push-counter.ts';
import type { InvocationCounts } from './lambda/invocation-counter.ts';
import type { RequestCounts } from './s3/request-counter.ts';

/** What all services count, by section. */
export interface StatsSnapshot {
  dynamodb: CapacityCounts;
  lambda: InvocationCounts;
  pushes: PushCounts;
  /** Absent if the app has no bucket. */
  s3?: RequestCounts;
}
